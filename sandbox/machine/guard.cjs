'use strict';
// Loaded before any script of a machine. Node's permission model refuses child processes, addons, workers and files beyond
// the machine's folder; signals to other processes it lets pass. The laptop's processes are not a machine's to touch.
const os = require('node:os');

const refuse = (what) => {
  throw Object.assign(new Error(`${what}: a machine of the sandbox reaches no other process`), { code: 'ERR_ACCESS_DENIED' });
};
const put = (object, name, value) => Object.defineProperty(object, name, { value, writable: false, configurable: false });

const own = process.pid;
// process.kill calls process._kill: both let one's own id pass, and no group's.
for (const name of ['kill', '_kill']) {
  const original = process[name].bind(process);
  put(process, name, (pid, ...rest) => (pid === own ? original(own, ...rest) : refuse(`process.${name}(${pid})`)));
}
for (const name of ['_debugProcess', '_debugEnd']) put(process, name, () => refuse(`process.${name}`));
put(os, 'setPriority', (...given) => {
  if (given.length > 1 && given[0] !== 0 && given[0] !== own) refuse(`os.setPriority(${given[0]})`);
});

// Where the kernel does not end a process with its parent, this does.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(137);
}, 500).unref();
