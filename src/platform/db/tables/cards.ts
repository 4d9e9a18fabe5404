import type { Generated } from 'kysely';
import type { CardId, CardSetupId, CustomerId, PersonId } from '../../../kernel/ids.ts';

export interface CardTables {
  stripe_customers: {
    id: CustomerId;
    person_id: PersonId;
    customer_id: string | null;
    attempt: Generated<number>;
    attempted_at: Date;
    created_at: Date;
  };
  card_setups: {
    id: CardSetupId;
    person_id: PersonId;
    setup_intent_id: string | null;
    attempt: Generated<number>;
    attempted_at: Date;
    created_at: Date;
  };
  saved_cards: {
    id: CardId;
    person_id: PersonId;
    payment_method_id: string;
    brand: string;
    last4: string;
    exp_month: number;
    exp_year: number;
    is_default: boolean;
    saved_at: Date;
    removed_at: Date | null;
  };
}
