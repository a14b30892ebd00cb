-- A key whose first final answer was a refusal: no event answered it, so it has no position and no version.
alter table keys add column refusal text;
