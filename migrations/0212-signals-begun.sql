-- The last day on which the signals of listings were begun to be measured: one whose hour was missed is made up for.
create table search_signals_begun (day date not null);
create unique index search_signals_begun_one on search_signals_begun ((true));
insert into search_signals_begun values ('2026-01-01');
