import { personOf } from '../kernel/actor.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { chooseCard, dropCard } from './change-cards.ts';
import { selectCardsOf } from './queries.ts';
import { saveCard } from './save-card.ts';
import { CardSetup, SavedCard, SavedCards } from './schemas.ts';
import { viewCard } from './views.ts';

const tag = 'Cards';
const auth = 'person';
const params = idParams('card');

export const cardRoutes: readonly Route[] = [
  route(
    {
      operationId: 'cards_save',
      method: 'post',
      path: '/v1/me/cards',
      tag,
      summary: 'Set out to save a card',
      description:
        'Answers with the secret by which Stripe.js (`confirmCardSetup`) asks for the card, 3-D Secure included. The ' +
        'card is listed once Stripe has told of it, seconds later; `card.saved` tells.',
      auth,
      limit: 'payment',
      reply: { status: 201, description: 'What Stripe.js needs.', schema: CardSetup },
      problems: ['payment-unavailable'],
    },
    (ctx) => saveCard(ctx),
  ),
  route(
    {
      operationId: 'cards_list',
      method: 'get',
      path: '/v1/me/cards',
      tag,
      summary: 'List your saved cards, newest first',
      auth,
      limit: 'read',
      reply: { status: 200, description: 'All of them.', schema: SavedCards },
      problems: [],
    },
    async (ctx) => ok({ data: (await ctx.db.all(selectCardsOf(personOf(ctx.actor).personId))).map(viewCard) }),
  ),
  route(
    {
      operationId: 'cards_makeDefault',
      method: 'post',
      path: '/v1/me/cards/{id}/make-default',
      tag,
      summary: 'Make a saved card the default',
      auth,
      limit: 'write',
      params,
      reply: { status: 200, description: 'The card.', schema: SavedCard },
      problems: [],
    },
    (ctx, { params: { id } }) => chooseCard(ctx, id),
  ),
  route(
    {
      operationId: 'cards_remove',
      method: 'delete',
      path: '/v1/me/cards/{id}',
      tag,
      summary: 'Remove a saved card',
      description: 'Stripe forgets it, too. The newest of the others becomes the default, if it was.',
      auth,
      limit: 'write',
      params,
      reply: { status: 204, description: 'It is gone.' },
      problems: [],
    },
    (ctx, { params: { id } }) => dropCard(ctx, id),
  ),
];
