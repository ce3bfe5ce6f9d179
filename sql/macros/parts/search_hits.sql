-- The texts that a query finds, `article`s or `quote`s, with their score and, for the best twenty,
-- a stretch of the text with what was found between asterisks. `search_articles` and
-- `search_quotes` give the same with what one wants to read beside it.
create macro search_hits(query, wanted_kind) as table
    with items as materialized (
        from search_items(query)
    ),

    places as materialized (
        select
            item_no,
            field,
            len(words) as word_count,
            unnest(words) as word,
            generate_subscripts(words, 1) as place,
            is_prefix and generate_subscripts(words, 1) = len(words) as is_open
        from items
        where field = '' or (field = 'title' and wanted_kind = 'article')
    ),

    words as materialized (
        select
            item_no,
            word as term,
            is_open,
            false as is_pair
        from places
        group by item_no, word, is_open

        union all

        select
            firsts.item_no,
            firsts.word || ' ' || seconds.word as term,
            false as is_open,
            true as is_pair
        from places as firsts
        inner join places as seconds
            on firsts.item_no = seconds.item_no and firsts.place + 1 = seconds.place
        where not seconds.is_open and firsts.word <> seconds.word
        group by firsts.item_no, firsts.word, seconds.word
    ),

    asked as materialized (
        select
            items.item_no,
            items.clause_no,
            items.excluded,
            items.field,
            count(*) filter (not words.is_pair) as word_count,
            len(any_value(items.words)) = 1 as is_word,
            len(any_value(items.words)) = 2 and bool_or(words.is_pair) as is_pair
        from items
        inner join words on items.item_no = words.item_no
        group by items.item_no, items.clause_no, items.excluded, items.field
    ),

    quote_texts as materialized (
        from search_quote_texts(query)
        where wanted_kind = 'quote'
    ),

    postings as (
        select
            words.item_no,
            words.term,
            words.is_pair,
            search_words.file_no,
            search_words.frequency,
            search_text_no(search_words.number, search_words.file_no) as text_no
        from search_words
        inner join words on search_words.term = words.term
        where wanted_kind = 'article' and not words.is_open

        union all

        select
            words.item_no,
            words.term,
            false as is_pair,
            search_words.file_no,
            cast(sum(search_words.frequency) as bigint) as frequency,
            search_text_no(search_words.number, search_words.file_no) as text_no
        from search_words
        inner join words on starts_with(search_words.term, words.term)
        where
            wanted_kind = 'article'
            and search_words.term >= list_min(search_prefixes(query))
            -- Of `the*` and `t*` the shorter one reaches further.
            and search_words.term < list_max(
                list_transform(search_prefixes(query), lambda p: p || chr(1114111))
            )
            and not contains(search_words.term, ' ')
            and words.is_open
        group by
            words.item_no,
            words.term,
            search_words.file_no,
            search_text_no(search_words.number, search_words.file_no)
    ),

    found as materialized (
        select
            postings.item_no,
            postings.term,
            postings.is_pair,
            postings.file_no,
            postings.text_no,
            postings.frequency
        from postings
        where postings.text_no in (select t.text_no from search_texts as t)

        union all

        select
            words.item_no,
            words.term,
            false as is_pair,
            0 as file_no,
            pieces.text_no,
            count(*) as frequency
        from (
            select
                text_no,
                lower(unnest(pieces)) as piece
            from quote_texts
        ) as pieces
        inner join words on pieces.piece = words.term
        where wanted_kind = 'quote' and not words.is_pair
        group by words.item_no, words.term, pieces.text_no

        union all

        select
            words.item_no,
            words.term,
            false as is_pair,
            0 as file_no,
            quote_texts.text_no,
            len(
                string_split(
                    quote_texts.words,
                    ' ' || words.term || case when words.is_open then '' else ' ' end
                )
            ) - 1 as frequency
        from quote_texts
        cross join words
        where
            wanted_kind = 'quote'
            and not words.is_pair
            and contains(
                quote_texts.words,
                ' ' || words.term || case when words.is_open then '' else ' ' end
            )
    ),

    weights as materialized (
        select
            item_no,
            sum(ln(1 + (text_count - found_count + 0.5) / (found_count + 0.5))) as weight
        from (
            select
                found.item_no,
                found.term,
                any_value(search_statistics.text_count) as text_count,
                count(*) as found_count
            from found
            inner join search_statistics on search_statistics.kind = wanted_kind
            where not found.is_pair
            group by found.item_no, found.term
        ) as counts
        group by item_no
    ),

    -- How many of the pairs of words of a phrase are in the index of a file: where they are, the
    -- texts that have them are known.
    paired as materialized (
        select
            item_no,
            file_no,
            count(distinct term) as pair_count
        from found
        where is_pair
        group by item_no, file_no
    ),

    reached as materialized (
        select
            found.item_no,
            found.text_no,
            found.frequency
        from found
        inner join asked on found.item_no = asked.item_no
        where asked.is_word

        union all

        select
            whole.item_no,
            whole.text_no,
            case when asked.is_pair and paired.pair_count = 1 then whole.pair_frequency end
                as frequency
        from (
            select
                item_no,
                text_no,
                file_no,
                count(*) filter (not is_pair) as word_count,
                count(*) filter (is_pair) as pair_count,
                any_value(frequency) filter (is_pair) as pair_frequency
            from found
            where
                item_no in (
                    select a.item_no from asked as a
                    where not a.is_word
                )
            group by item_no, text_no, file_no
        ) as whole
        inner join asked
            on whole.item_no = asked.item_no and whole.word_count = asked.word_count
        left join paired on whole.item_no = paired.item_no and whole.file_no = paired.file_no
        where whole.pair_count = coalesce(paired.pair_count, 0)
    ),

    worded as materialized (
        select clause_no
        from items
        where not excluded
        group by clause_no
        having bool_and(field = '' or (field = 'title' and wanted_kind = 'article'))
        order by clause_no
        limit 1
    ),

    texts as materialized (
        select
            search_texts.text_no,
            search_texts.document_id,
            cast(null as uuid) as quote_id,
            search_texts.article_id as id,
            search_texts.length
        from search_texts
        where
            wanted_kind = 'article'
            and (
                search_texts.text_no in (
                    select reached.text_no
                    from reached
                    inner join asked on reached.item_no = asked.item_no
                    where
                        asked.clause_no = (select worded.clause_no from worded)
                        and not asked.excluded
                )
                or (
                    regexp_matches(query, '[:-]|NOT')
                    and (select count(*) from worded) = 0
                    and (select count(*) from items) > 0
                )
            )

        union all

        select
            text_no,
            document_id,
            quote_id,
            quote_id as id,
            length
        from quote_texts
    ),

    limits as materialized (
        select
            *,
            ' ' || array_to_string(words, ' ') || case when is_prefix then '' else ' ' end as wanted
        from items
        where field <> ''
    ),

    spoken as materialized (
        select
            limits.item_no,
            limits.clause_no,
            limits.excluded,
            unnest(speakers.quote_ids) as quote_id
        from search_speakers() as speakers
        inner join limits on contains(speakers.words, limits.wanted)
        where
            limits.field = 'speaker'
            and wanted_kind = 'quote'
            and regexp_matches(query, '(?i)speaker:')
    ),

    limited as materialized (
        select
            limits.item_no,
            limits.clause_no,
            limits.excluded,
            texts.text_no
        from limits
        cross join texts
        inner join search_documents on texts.document_id = search_documents.document_id
        where
            contains(query, ':')
            and case limits.field
                when 'after' then search_documents.published_date >= limits.bound
                when 'before' then search_documents.published_date < limits.bound
                when 'outlet' then contains(search_documents.outlet_words, limits.wanted)
                when 'author' then contains(search_documents.author_words, limits.wanted)
                when 'title' then contains(search_documents.title_words, limits.wanted)
                when 'speaker'
                    then
                        case
                            when wanted_kind = 'article'
                                then error('speaker: limits quotes; use search_quotes')
                            else false
                        end
            end

        union all

        select
            spoken.item_no,
            spoken.clause_no,
            spoken.excluded,
            texts.text_no
        from spoken
        inner join texts on spoken.quote_id = texts.quote_id
    ),

    goal as (
        select bit_or(cast(1 as bigint) << clause_no) as clauses
        from items
        where not excluded
    ),

    eligible as materialized (
        select text_no
        from (
            select
                reached.text_no,
                asked.clause_no
            from reached
            inner join asked on reached.item_no = asked.item_no
            where asked.field = '' and not asked.excluded

            union all

            select
                text_no,
                clause_no
            from limited
            where not excluded
        ) as meant
        group by text_no
        having bit_or(cast(1 as bigint) << clause_no) = (select goal.clauses from goal)
    ),

    -- What `search_joined` makes of the words.
    phrases as materialized (
        select
            item_no,
            words,
            ' ' || array_to_string(words, '  ') || case when is_prefix then '' else ' ' end
                as wanted
        from items
    ),

    suspected as materialized (
        select
            reached.item_no,
            texts.text_no,
            texts.document_id,
            texts.id
        from reached
        inner join asked on reached.item_no = asked.item_no
        inner join eligible on reached.text_no = eligible.text_no
        inner join texts on reached.text_no = texts.text_no
        where not asked.is_word and reached.frequency is null
    ),

    -- As one row, so that DuckDB expects few, and reads them first.
    wanted_texts as materialized (
        select
            unnest(document_ids) as document_id,
            unnest(ids) as id
        from (
            select
                list(document_id) as document_ids,
                list(id) as ids
            from (
                select distinct
                    document_id,
                    id
                from suspected
            ) as suspected_once
        ) as together
    ),

    -- The texts that have to be looked through, with how often the first phrase stands in them. For
    -- others the words are needed: a pattern has to be constant.
    --
    -- DuckDB passes over what is not joined by a filter that lets one row in 300 through, and each
    -- costs the texts of its row group. Two ids have two filters.
    looked_through as materialized (
        select
            document_id,
            list_sum(
                list_transform(
                    regexp_extract_all(
                        text, search_pattern(search_wanted(search_phrases(query)[1])), 1
                    ),
                    lambda stretch: len(search_tokens(stretch))
                )
            ) as word_count,
            case
                when (select count(*) filter (not a.is_word) from asked as a) > 1
                    then search_joined(text)
            end as words
        from (
            select
                all_articles.document_id,
                unnest([all_articles.title, all_articles.body]) as text
            from all_articles
            where
                -- Without a phrase no text is even opened.
                wanted_kind = 'article'
                and len(search_phrases(query)) > 0
                and all_articles.document_id in (select w.document_id from wanted_texts as w)
                and all_articles.article_id in (select w.id from wanted_texts as w)
        ) as parts
    ),

    verified as materialized (
        select
            item_no,
            text_no,
            cast(sum(frequency) as bigint) as frequency
        from (
            select
                suspected.item_no,
                suspected.text_no,
                case
                    when
                        suspected.item_no = (
                            select min(a.item_no) from asked as a
                            where not a.is_word
                        )
                        then looked_through.word_count // len(phrases.words)
                    else len(string_split(looked_through.words, phrases.wanted)) - 1
                end as frequency
            from suspected
            inner join looked_through on suspected.document_id = looked_through.document_id
            inner join phrases on suspected.item_no = phrases.item_no

            union all

            select
                suspected.item_no,
                suspected.text_no,
                len(
                    string_split(
                        coalesce(quote_texts.words, search_joined(quote_texts.text)), phrases.wanted
                    )
                ) - 1 as frequency
            from suspected
            inner join quote_texts on suspected.text_no = quote_texts.text_no
            inner join phrases on suspected.item_no = phrases.item_no
            where wanted_kind = 'quote'
        ) as compared
        group by item_no, text_no
        having sum(frequency) > 0
    ),

    occurrences as materialized (
        select
            reached.item_no,
            reached.text_no,
            reached.frequency
        from reached
        where reached.frequency is not null

        union all

        select
            item_no,
            text_no,
            frequency
        from verified
    ),

    met as materialized (
        select
            marks.text_no,
            bit_or(cast(1 as bigint) << marks.clause_no) filter (not marks.excluded) as clauses,
            coalesce(bool_or(marks.excluded), false) as is_excluded
        from (
            select
                occurrences.text_no,
                asked.clause_no,
                asked.excluded
            from occurrences
            inner join asked on occurrences.item_no = asked.item_no
            where asked.field = ''

            union all

            select
                text_no,
                clause_no,
                excluded
            from limited
        ) as marks
        inner join eligible on marks.text_no = eligible.text_no
        group by marks.text_no
    ),

    scores as materialized (
        select
            texts.text_no,
            texts.document_id,
            texts.quote_id,
            texts.id,
            -- BM25 with k1 = 1.2, b = 0.75 (Robertson and Zaragoza 2009).
            round(
                coalesce(
                    sum(
                        weights.weight * occurrences.frequency * 2.2
                        / (
                            occurrences.frequency
                            + 1.2 * (
                                0.25
                                + 0.75 * texts.length
                                * search_statistics.text_count / search_statistics.length
                            )
                        )
                    ) filter (not asked.excluded),
                    0
                ),
                4
            ) as score
        from met
        inner join texts on met.text_no = texts.text_no
        inner join search_statistics on search_statistics.kind = wanted_kind
        left join occurrences on met.text_no = occurrences.text_no
        left join asked on occurrences.item_no = asked.item_no
        left join weights on occurrences.item_no = weights.item_no
        where not met.is_excluded and met.clauses = (select goal.clauses from goal)
        group by texts.text_no, texts.document_id, texts.quote_id, texts.id
    ),

    shown as materialized (
        select
            text_no,
            document_id,
            quote_id,
            id
        from scores
        order by score desc, id asc
        limit 20
    ),

    shown_texts as materialized (
        select
            all_articles.document_id,
            all_articles.body
        from all_articles
        where
            wanted_kind = 'article'
            and all_articles.document_id in (select s.document_id from shown as s)
            and all_articles.article_id in (select s.id from shown as s)
    ),

    bodies as (
        select
            shown.text_no,
            shown_texts.body as text
        from shown
        inner join shown_texts on shown.document_id = shown_texts.document_id

        union all

        select
            shown.text_no,
            all_quotes.text
        from shown
        inner join all_quotes
            on
                shown.document_id = all_quotes.document_id
                and shown.quote_id = all_quotes.quote_id
        where wanted_kind = 'quote'
    ),

    tokens as materialized (
        select
            text_no,
            token,
            piece,
            place,
            search_word(token) as word
        from (
            select
                text_no,
                unnest(search_tokens(text)) as token,
                unnest(
                    regexp_extract_all(
                        text, search_token_pattern('[' || search_separators() || ']*')
                    )
                ) as piece,
                generate_subscripts(search_tokens(text), 1) as place
            from bodies
        ) as cut
    ),

    spots as materialized (
        select
            tokens.text_no,
            places.item_no,
            tokens.place - places.place as behind,
            any_value(places.word_count) as word_count
        from tokens
        inner join places
            on
                tokens.word = places.word
                or (places.is_open and starts_with(tokens.word, places.word))
        inner join asked on places.item_no = asked.item_no
        where places.field = '' and not asked.excluded
        group by tokens.text_no, places.item_no, tokens.place - places.place
        having count(*) = any_value(places.word_count)
    ),

    stretches as materialized (
        select
            text_no,
            arg_max(behind, item_count * 10000000 - behind) as behind
        from (
            select
                firsts.text_no,
                firsts.behind,
                count(distinct seconds.item_no) as item_count
            from spots as firsts
            inner join spots as seconds
                on
                    firsts.text_no = seconds.text_no
                    and seconds.behind between firsts.behind and firsts.behind + 16
            group by firsts.text_no, firsts.behind
        ) as pairs
        group by text_no
    ),

    marked as (
        select
            tokens.text_no,
            tokens.place,
            tokens.token,
            any_value(tokens.piece) as piece,
            count(spots.item_no) > 0 as is_hit,
            bool_or(spots.behind + 1 < tokens.place) as goes_on,
            bool_or(spots.behind + spots.word_count > tokens.place) as goes_further
        from tokens
        left join stretches on tokens.text_no = stretches.text_no
        left join spots
            on
                tokens.text_no = spots.text_no
                and tokens.place > spots.behind
                and tokens.place <= spots.behind + spots.word_count
        where
            tokens.place between coalesce(stretches.behind, 0) - 7
            and greatest(coalesce(stretches.behind, 0), 8) + 22
        group by tokens.text_no, tokens.place, tokens.token
    ),

    sizes as (
        select
            t.text_no,
            count(*) as token_count
        from tokens as t
        group by t.text_no
    ),

    snippets as (
        select
            marked.text_no,
            case when min(marked.place) > 1 then '… ' else '' end
            || trim(
                regexp_replace(
                    string_agg(
                        case when marked.is_hit and not marked.goes_on then '**' else '' end
                        || marked.token
                        || case when marked.is_hit and not marked.goes_further then '**' else '' end
                        || substring(marked.piece, length(marked.token) + 1),
                        '' order by marked.place
                    ),
                    '\s+', ' ', 'g'
                )
            )
            || case when max(marked.place) < any_value(sizes.token_count) then ' …' else '' end
                as snippet
        from marked
        inner join sizes on marked.text_no = sizes.text_no
        group by marked.text_no
    )

    select
        scores.text_no,
        scores.document_id,
        scores.quote_id,
        scores.score,
        snippets.snippet
    from scores
    left join snippets on scores.text_no = snippets.text_no
