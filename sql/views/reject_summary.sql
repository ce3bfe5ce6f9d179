-- Why documents were turned away, and in which files.
-- @column reject_count: Documents turned away for this reason.
-- @column file_count: Files that they lie in.
-- @column example_path: One of those files.
-- @column example_message: What was said of it.
create view reject_summary as
select
    stage,
    code,
    count(*) as reject_count,
    count(distinct raw_file_id) as file_count,
    arg_min(path, path) as example_path,
    arg_min(message, path) as example_message
from rejects
group by stage, code
order by reject_count desc, code asc
