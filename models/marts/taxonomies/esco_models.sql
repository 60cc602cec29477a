select
    model,
    language,
    released_on,
    is_primary,
    is_sample,
    batch_id

from {{ ref('int_esco__models') }}
