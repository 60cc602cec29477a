select exists(select 1 from job_board_visits)
