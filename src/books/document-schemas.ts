import { z } from '../kernel/zod.ts';
import { textField } from '../platform/http/fields.ts';

export const Issuer = z
  .strictObject({
    name: textField(1, 200),
    address: textField(1, 500).openapi({ description: 'As it is printed, with line breaks.' }),
    vatId: textField(1, 40).nullable(),
    vatBps: z.int().min(0).max(5000).openapi({
      description: "The VAT that the marketplace's fees include, in basis points.",
    }),
  })
  .openapi('Issuer', {
    example: { name: 'Stays Ltd', address: '1 River Street\nDublin', vatId: 'IE1234567FA', vatBps: 2300 },
  });

export const DocumentPage = z.string().openapi('DocumentPage', {
  description: 'A page for screen and paper.',
  example: '<!doctype html><title>Receipt 2027-000001</title>',
});
