import type { Generated } from 'kysely';
import type { Role } from '../../../kernel/actor.ts';
import type { ApiKeyId, EmailLinkId, PersonId, SessionId } from '../../../kernel/ids.ts';

export interface AccountTables {
  people: {
    id: PersonId;
    email: string;
    email_verified_at: Date | null;
    password_hash: string;
    roles: Generated<Role[]>;
    suspended_at: Date | null;
    left_at: Date | null;
    name: string;
    about: Generated<string>;
    languages: Generated<string[]>;
    avatar_url: string | null;
    locale: Generated<string>;
    time_zone: Generated<string>;
    currency: Generated<string>;
    created_at: Date;
    version: Generated<number>;
  };
  sessions: {
    id: SessionId;
    person_id: PersonId;
    created_at: Date;
    revoked_at: Date | null;
    expires_at: Date;
  };
  refresh_tokens: {
    hash: string;
    session_id: SessionId;
    used_at: Date | null;
  };
  api_keys: {
    id: ApiKeyId;
    person_id: PersonId;
    name: string;
    scopes: string[];
    hash: string;
    created_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
  };
  email_links: {
    id: EmailLinkId;
    email: string;
    purpose: 'verify-email' | 'reset-password';
    expires_at: Date;
  };
  email_changes: {
    id: EmailLinkId;
    person_id: PersonId;
    old_email: string;
    new_email: string;
    expires_at: Date;
    made_at: Date | null;
    restored_by: EmailLinkId | null;
  };
}
