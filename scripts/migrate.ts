import { migrate } from '../migrations/migrate.ts';

const url = process.env.DATABASE_URL;
if (!url) {
  console.error('Set DATABASE_URL to the connection string of the database to migrate.');
  process.exit(1);
}
try {
  const { applied, already } = await migrate(url);
  console.log(applied.length === 0 ? `Up to date: ${already} migrations.` : `Applied ${applied.join(', ')}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
