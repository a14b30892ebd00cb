-- Read models ask who was erased, now and then, among all who ever had a key.
create index subject_keys_erased on journal.subject_keys (subject) where erased_micros is not null;
