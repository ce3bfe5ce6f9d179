-- What a query of `search_articles` asks for, item by item: words of one clause are alternatives
-- (`OR`), all clauses have to be met, and no excluded item.
create macro search_items(query) as table
    with pieces as (
        select
            unnest(search_pieces(query)) as piece,
            generate_subscripts(search_pieces(query), 1) as piece_no
    ),

    read as (
        select
            piece_no,
            piece in ('OR', '|') as is_or,
            piece in ('AND', '&', 'NOT') as is_joint,
            starts_with(piece, '-')
            or coalesce(lag(piece) over (order by piece_no) = 'NOT', false) as excluded,
            lower(
                regexp_extract(
                    piece, '^-?(?i:(title|outlet|author|speaker|after|before):)', 1
                )
            ) as field,
            trim(search_wanted(piece), '"') as wanted
        from pieces
    ),

    joined as (
        select
            *,
            coalesce(lag(is_or) over (order by piece_no), false) as is_alternative
        from read
        where not is_joint
    ),

    items as (
        select
            piece_no as item_no,
            excluded,
            field,
            sum(cast(not is_or and not is_alternative as integer))
                over (order by piece_no) as clause_no,
            case
                when field not in ('after', 'before')
                    then
                        list_transform(
                            search_tokens(wanted), lambda token: search_word(token)
                        )
            end as words,
            regexp_matches(wanted, '\*"?$') as is_prefix,
            case
                when field in ('after', 'before')
                    then
                        coalesce(
                            case
                                when regexp_full_match(wanted, '[0-9]{4}(?:-[0-9]{2}){0,2}')
                                    then
                                        try_cast(
                                            wanted || substring('-01-01', length(wanted) - 3)
                                            as date
                                        )
                            end,
                            error(
                                field || ':' || wanted || ': expected a year, month or day, '
                                || 'such as ' || field || ':2020-05-17'
                            )
                        )
            end as bound
        from joined
        where not is_or
    )

    select
        item_no,
        clause_no,
        excluded,
        words,
        is_prefix,
        bound,
        case
            when field = 'speaker' and count(*) over (partition by clause_no) > 1
                then error('speaker: cannot be an alternative; search for each by itself')
            else field
        end as field
    from items
    where bound is not null or len(words) > 0
    order by item_no
