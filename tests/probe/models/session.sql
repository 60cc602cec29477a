select
    @@session.lock_wait_timeout as lock_wait,
    @@session.sql_mode as mode
