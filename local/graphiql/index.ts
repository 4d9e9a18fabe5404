import { build } from 'esbuild';

/** Bundles GraphiQL into `outdir/graphiql`, so that the editor needs nothing from elsewhere. */
export async function buildGraphiql(outdir: string): Promise<void> {
  await build({
    entryPoints: { graphiql: 'local/graphiql/main.js' },
    outdir: `${outdir}/graphiql`,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
    logLevel: 'silent',
  });
}
