-- Three queries.
select
    search_needs_word('flood -sport') as flood,
    search_needs_word('outlet:ledger -sport') as no_sport,
    search_needs_word('flood OR outlet:ledger') as either
order by flood
