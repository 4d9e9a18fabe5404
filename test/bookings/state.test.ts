import { describe, expect, test } from 'vitest';
import { life, type Mover, nextState, type Phase } from '../../src/bookings/state.ts';
import { Problem } from '../../src/kernel/problem.ts';

const phases = Object.keys(life) as Phase[];
const movers: readonly Mover[] = ['guest', 'host', 'support', 'payment', 'clock'];
const names = [...new Set(phases.flatMap((phase) => Object.keys(life[phase])))] as Parameters<typeof nextState>[1][];

describe("a booking's life", () => {
  test('is this, and nothing else', () => {
    const moves = phases.flatMap((from) =>
      Object.entries(life[from]).map(([name, { to, by }]) => `${from} ${name} ${to}: ${by.join(', ')}`),
    );
    expect(moves).toEqual([
      'held authorise requested: payment',
      'held capture confirmed: payment',
      'held fail expired: payment',
      'held release expired: guest',
      'held expire expired: clock',
      'requested accept accepted: host',
      'requested decline declined: host',
      'requested withdraw withdrawn: guest',
      'requested capture confirmed: payment',
      'requested fail expired: payment',
      'requested expire expired: clock',
      'accepted capture confirmed: payment',
      'accepted fail expired: payment',
      'confirmed cancel cancelled: guest, host, support, clock',
      'confirmed reportNoShow cancelled: host',
      'confirmed complete completed: clock',
      'expired revive confirmed: payment',
    ]);
  });

  test('is moved by those it names only', () => {
    for (const from of phases) {
      for (const name of names) {
        for (const by of movers) {
          const isAllowed = life[from][name]?.by.includes(by) ?? false;
          if (isAllowed) expect(nextState(from, name, by)).toBe(life[from][name]);
          else expect(() => nextState(from, name, by)).toThrow(Problem);
        }
      }
    }
  });
});
