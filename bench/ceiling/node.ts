import { serve } from '@hono/node-server';
import pg from 'pg';
import { ceiling } from './app.ts';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = ceiling(async (text, values) => (await pool.query({ name: 'one', text, values })).rows);
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
