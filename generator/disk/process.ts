/** Identifies a process, even if its number was used by another process before. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The boot of the machine and the namespace that the number belongs to; empty if the system does not report them. */
  readonly realm: string;
  /** Clock ticks from the boot of the machine to the start of the process; empty if the system does not report them. */
  readonly started: string;
}

export function thisProcess(): ProcessIdentity {
  const { pid } = process;
  return { pid, host: hostname(), realm: realm(), started: statusOf(pid)?.started ?? '' };
}

/** Whether the process has certainly ended. Nothing is known about processes of another machine, or of a container with the same host name. */
export function isGone({ pid, host, realm: itsRealm, started }: ProcessIdentity): boolean {
  const here = thisProcess();
  if (host !== here.host) return false;
  if (itsRealm !== '' && here.realm !== '' && itsRealm !== here.realm)
    // The machine was rebooted since.
    return bootOf(itsRealm) !== bootOf(here.realm);
  if (!exists(pid)) return true;
  const status = statusOf(pid);
  if (status === undefined) return false;
  return status.isZombie || (started !== '' && started !== status.started);
}

/** The numbers that a process can have. */
const HIGHEST_PID = 2 ** 31 - 1;

function exists(pid: number): boolean {
  if (pid < 1 || pid > HIGHEST_PID) return false;
  try {
    // Signal 0 only checks that the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

interface Status {
  readonly started: string;
  /** It has ended, and its parent has not read its exit status yet. */
  readonly isZombie: boolean;
}

/** From proc(5), `/proc/pid/stat`: the name in parentheses may hold anything, so fields are counted from behind it. */
function statusOf(pid: number): Status | undefined {
  const text = told(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', started = ''] = [fields[0], fields[19]];
  return started === '' ? undefined : { started, isZombie: state === 'Z' || state === 'X' };
}

function realm(): string {
  const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = /\d+/.exec(told(() => readlinkSync('/proc/self/ns/pid')))?.[0] ?? '';
  return boot === '' || namespace === '' ? '' : `${boot}.${namespace}`;
}

function bootOf(itsRealm: string): string {
  return itsRealm.slice(0, itsRealm.lastIndexOf('.'));
}

/** Systems other than Linux have no /proc. */
function told(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
