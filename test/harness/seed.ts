import fc from 'fast-check';

// The same cases in every run, so that a red run says something of the change and can be played again. To look for new
// ones, give another number: `PROPERTY_SEED=7 npm test -- test/search`.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_270_301) });
