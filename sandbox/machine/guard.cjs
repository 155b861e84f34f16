'use strict';
// Loaded before any script of a machine. Node's permission model refuses child processes, addons, workers and files beyond
// the machine's folder; signals to other processes it lets pass. The laptop's processes are not a machine's to touch.
const { getPriority } = require('node:os');

const refuse = (what) => {
  throw Object.assign(new Error(`${what}: a machine of the sandbox reaches no other process`), { code: 'ERR_ACCESS_DENIED' });
};
const put = (object, name, value) => Object.defineProperty(object, name, { value, writable: false, configurable: false });

const own = process.pid;
const kill = process.kill.bind(process);
put(process, 'kill', (pid, signal) => (pid === own ? kill(own, signal) : refuse(`process.kill(${pid})`)));
for (const name of ['_kill', '_debugProcess', '_debugEnd', '_startProfilerIdleNotifier', '_stopProfilerIdleNotifier'])
  if (name in process && name !== '_kill') put(process, name, () => refuse(`process.${name}`));
// process.kill of one's own pid needs it: only that one passes.
const lowKill = process._kill.bind(process);
put(process, '_kill', (pid, signal) => (pid === own ? lowKill(own, signal) : refuse(`process._kill(${pid})`)));
const os = require('node:os');
put(os, 'setPriority', (...given) => {
  const pid = given.length > 1 ? given[0] : 0;
  if (pid !== 0 && pid !== own) refuse(`os.setPriority(${pid})`);
});
void getPriority;

// Where the kernel does not end a process with its parent, this does.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(137);
}, 500).unref();
