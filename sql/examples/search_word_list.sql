-- The words of a query.
select search_word_list('"High water" OR flood* -sport outlet:ledger') as words
order by words
