/** Who comes along: infants are under two years, neither they nor pets count as guests. */
export type Party = { adults: number; children: number; infants: number; pets: number };

/** How many count against a listing's capacity and its included guests. */
export function guestsOf(party: Party): number {
  return party.adults + party.children;
}
