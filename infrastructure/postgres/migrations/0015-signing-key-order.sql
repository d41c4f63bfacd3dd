-- Each signing key says which one it follows; only one key can follow another, so instances do not rotate twice.
set local role skyclust_owner;

alter table signing_keys add column follows text;
update signing_keys k set follows = (
  select p.id from signing_keys p
  where (p.created_at, p.id) < (k.created_at, k.id) order by p.created_at desc, p.id desc limit 1);
create unique index signing_keys_follows on signing_keys (coalesce(follows, ''));
