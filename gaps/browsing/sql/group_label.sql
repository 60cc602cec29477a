select preferred_label from isco_groups
inner join esco_models on isco_groups.model = esco_models.model
where esco_models.is_primary and isco_groups.code = :code
