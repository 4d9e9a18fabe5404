import fc from 'fast-check';
import { book, challenge, moveBooking, payHold, payRest, support } from './booking-commands.ts';
import { command } from './command.ts';
import { overturn, paymentOutside, removeCard, restrict, suspend } from './dashboard-commands.ts';
import { claim, damage, depositOutside, payDeposit, refundDeposit } from './deposit-commands.ts';
import {
  alter,
  answerProposal,
  closeDispute,
  dispute,
  failRefund,
  leave,
  moveTime,
  openAccount,
  payProposal,
  propose,
  refundOutside,
} from './later-commands.ts';
import { comeToRest, type Model, type Real } from './real.ts';
import { cut, heal, queue, wait, webhooks, work } from './trouble-commands.ts';

const rest = fc.constant(command('come to rest', comeToRest));

/** Lives of a listing: bookings and their money, with all that can go wrong in between. */
export function lives(options: { size?: 'small' | 'medium'; replayPath?: string } = {}) {
  const { replayPath } = options;
  return fc.commands<Model, Real, true>(
    [
      ...[book, book, payHold, payHold, payRest, challenge, moveBooking, moveBooking, support],
      ...[propose, payProposal, answerProposal, alter, openAccount, dispute, closeDispute, moveTime],
      ...[refundOutside, refundOutside, failRefund, leave, leave],
      ...[damage, damage, claim, payDeposit, refundDeposit, refundDeposit, depositOutside],
      ...[paymentOutside, removeCard, overturn, restrict, suspend],
      ...[wait, wait, work, work, webhooks, cut, queue, heal, rest],
    ],
    { size: options.size ?? 'small', maxCommands: 30, ...(replayPath === undefined ? {} : { replayPath }) },
  );
}
