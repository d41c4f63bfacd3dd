-- Who signs in with a passkey alone is known only when it has answered.
set local role skyclust_owner;

alter table sign_in_challenges alter column user_id drop not null;
