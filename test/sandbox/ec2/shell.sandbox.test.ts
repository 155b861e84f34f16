import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Box } from './box.ts';

let box: Box;
beforeAll(async () => {
  box = await Box.start();
});
afterAll(async () => await box.stop());

/** Scripts that bash and machines must carry out alike; all that they name is harmless. */
const ALIKE: readonly string[] = [
  'echo a  b "c  d" \'e  $f\'',
  'echo -n a; echo -e "b\\tc"; echo "x\\ty"',
  'x=1; y="$x 2"; echo $y "$y" ${y} "${y}3" \'$y\'',
  'x="a   b"; for i in $x; do echo "<$i>"; done; for i in "$x"; do echo "<$i>"; done',
  'x=; echo "[$x]" [$x] ${x:-d} ${x-d} ${y-e} ${y:=f} $y ${x:+g} ${y:+h} ${#y}',
  'f=/a/b/c.tar.gz; echo ${f##*/} ${f#*/} ${f%.*} ${f%%.*} ${#f}',
  'echo ${none:?is missing}; echo never',
  'set -u; echo $none; echo never',
  'if [ 1 -lt 2 ] && [ a != b ]; then echo yes; else echo no; fi',
  'if false; then echo a; elif true; then echo b; else echo c; fi',
  'i=0; while [ $i -lt 3 ]; do i=$((i + 1)); if [ $i = 2 ]; then continue; fi; echo $i; done',
  'until true; do echo never; done; echo $?',
  'for a in 1 2; do for b in x y z; do [ $b = y ] && continue 2; [ $a = 2 ] && break 2; echo $a$b; done; done',
  'case abc in a*) echo first;; *) echo second;; esac; case x in y|x) echo or;; esac; case q in y) echo no;; esac; echo $?',
  'f() { echo "$1-$2-$#-$@"; return 3; }; f a "b c"; echo $?',
  'f() { local v=2; echo $v; }; v=1; f; echo $v',
  'f() { shift; echo "$@"; }; f a b c',
  'for i in "$@"; do echo $i; done; echo $#',
  'set -- a "b c"; for i in "$@"; do echo "<$i>"; done; for i in $*; do echo "<$i>"; done; echo "$*"',
  'echo one | cat; echo "two three" | wc -w; printf "a\\nb\\n" | head -n 1 | cat',
  'false | true; echo $?; set -o pipefail; false | true; echo $?',
  'true && echo a || echo b; false && echo a || echo b; ! true; echo $?; ! false; echo $?',
  'set -e; false || true; if false; then :; fi; ! true; echo here; false; echo never',
  'set -e; f() { false; echo in; }; f || true; f; echo never',
  'set -e; x=$(false); echo never',
  'set -e; echo $(false) here',
  'set -e; (exit 3); echo never',
  'x=$(echo a; echo b; echo; echo); echo "$x"; echo $x',
  'x=$(exit 4); echo $?',
  'echo "$(echo "$(echo deep)")"',
  'x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x',
  'exit 7',
  'f() { exit 5; }; f; echo never',
  'trap "echo bye" EXIT; echo hello; exit 2',
  'trap "echo failed" ERR; false; true; echo on',
  'cat <<EOF\na $((1+1)) "b" $HOME_OF_NOBODY\n\\$c\nEOF\necho after',
  "cat <<'EOF'\n$a `b` \\c\nEOF",
  'cat <<-EOF\n\ttabs\n\t\tgo\n\tEOF\n',
  'cat <<< "here $((2*3))"',
  'echo out; echo err >&2; echo both >/dev/null; echo back 2>&1',
  'echo a > f; echo b >> f; cat f; cat < f; wc -l < f; { echo c; echo d; } > g; cat g',
  'no-such-thing 2>/dev/null; echo $?',
  'cat missing 2>/dev/null || echo none',
  'mkdir d; cd d; touch a.txt b.txt .hidden c; echo *; echo *.txt; echo "*"; echo x*; ls',
  'mkdir -p p/q; echo 1 > p/q/f; cp -r p r; cat r/q/f; mv r/q/f m; cat m; rm -rf p r m; ls p 2>/dev/null; echo $?',
  '[ -f nothing ] || echo no; touch s; [ -f s ] && [ ! -s s ] && [ -e s ] && echo yes; [ -d . ] && echo dir; test -z "" && echo empty',
  '[ 3 -gt 2 -a 1 = 1 ] && echo both; [ 3 -gt 2 -o 1 = 2 ] && echo either; [ -n "" ]; echo $?',
  'printf "%s-%s\\n" a b c d; printf "%d|%5s|%-5s|\\n" 42 x y; printf "%%\\n"',
  'echo abc > f; sha256sum f > sums; sha256sum -c sums; echo x > f; sha256sum -c sums 2>/dev/null; echo $?',
  'echo "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb  f" | (echo abc > f; sha256sum -c -)',
  'echo $((1 + 2 * 3)) $(( (1+2)*3 )) $((7 / 2)) $((-7 / 2)) $((-7 % 3)) $((5 > 3)) $((1 == 2))',
  'x=5; echo $((x * 2)) $(($x + 1)); y=$((x)); echo $y',
  'echo a;echo b # comment\n# another\necho c#d "#e"',
  'echo a \\\n  b; x=a\\\nb; echo $x',
  'true; echo $?; false; echo $?; echo "$? again"',
  'A=1 env | grep "^A="; echo "[$A]"',
  'export B=2; bash -c \'echo "$B $0 $1"\' name arg; sh -c "exit 3"; echo $?',
  'eval "x=1; echo \\$x"; echo "echo sourced; y=2" > s; . ./s; echo $y',
  'read a b <<< "one two three"; echo "$a|$b"; printf "l1\\nl2\\n" | while read l; do echo "<$l>"; done',
  'exec echo done; echo never',
  'if ! [ -e nothing ]; then echo absent; fi',
  'for i in 1 2 3 4 5; do [ $i = 3 ] && break; done; echo $i',
  'x="a b"; y=$x; echo "$y"; echo ~ | wc -l',
  'command -v no-such-thing; echo $?',
  'a=1 b=2; echo $a$b; unset a; echo "[$a]"',
  'f() { return; }; false; f; echo $?',
  '{ echo a; false; } && echo no || echo yes',
  'echo a | { cat; echo b; }',
  'timeout 5 true; echo $?; timeout 5 false; echo $?',
  '(set -e; false; echo never); echo $?',
  'set -x; echo traced',
  'x=abc; case $x in "a*") echo literal;; a*) echo pattern;; esac',
  'echo one two | grep -c one; echo abc | grep -q b; echo $?; printf "a\\nB\\n" | grep -v a; echo x | grep y; echo $?',
  'tail -n 1 <<< "a\nb"; printf "123456" | head -c 3; echo; printf "1\\n2\\n3\\n" | tail -2',
  'echo x | tee f | cat; cat f',
];

/** What is bash, and what machines do not speak: refused as a whole, before it begins. */
const REFUSED: readonly string[] = [
  'echo begun; sleep 1 &',
  'echo begun; [[ a = a ]]',
  'echo begun; echo {a,b}',
  'echo begun; x=(1 2)',
  'echo begun; x[1]=2',
  'echo begun; echo $[1+1]',
  'echo begun; echo `date`',
  'echo begun; cat <(echo)',
  'echo begun; ((1))',
  'echo begun; select x in a; do :; done',
  'echo begun; function f { :; }',
  "echo begun; echo $'a'",
  'echo begun; echo ${x//a/b}',
  'echo begun; echo ${!x}',
  'echo begun; exec 3< f',
  'echo begun; time true',
  'echo begun; cat <<EOF\nno end',
];

/** What no shell reads. */
const BROKEN: readonly string[] = [
  'echo begun; if true; then echo x',
  'echo begun; echo "open',
  'echo begun; done',
  'echo begun; echo $(echo',
  'echo begun; for do',
  'echo begun; | cat',
  'echo begun; a && ',
  'echo begun; (echo',
  'echo begun; in',
  'echo begun; done> f',
  'echo begun; f() echo x',
  'echo begun; echo > # nowhere',
];

describe('the shell of machines', () => {
  it.each(ALIKE)('does as bash does: %s', async (script) => {
    const cwd = await mkdtemp(join(tmpdir(), 'bb-bash-'));
    const own = await mkdtemp(join(tmpdir(), 'bb-script-'));
    await writeFile(join(own, 'script'), script);
    const bash = spawnSync('bash', ['--noprofile', '--norc', join(own, 'script')], {
      cwd,
      encoding: 'utf8',
      input: '',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    });
    for (const dir of [cwd, own]) await rm(dir, { recursive: true, force: true });
    const ours = await box.run(`mkdir -p w${script.length}; cd w${script.length}\n${script}`, {
      directory: `/tmp/${ALIKE.indexOf(script)}`,
    });
    expect({ code: ours.code, out: ours.out, said: ours.err !== '' }).toEqual({
      code: bash.status,
      out: bash.stdout,
      said: bash.stderr !== '',
    });
  });

  it.each(REFUSED)('refuses all of what it does not speak: %s', async (script) => {
    const { code, out, err } = await box.run(script);
    expect({ code, out }, err).toEqual({ code: 126, out: '' });
    expect(err).toMatch(/^script: line \d: .+/);
  });

  it.each(BROKEN)('refuses all of what no shell reads: %s', async (script) => {
    const { code, out, err } = await box.run(script);
    expect({ code, out }, err).toEqual({ code: 126, out: '' });
    expect(spawnSync('bash', ['-n', '-c', script]).status).not.toBe(0);
  });

  it('is what a script’s first line asks for, and nothing else is', async () => {
    expect(await box.run('#!/bin/bash -eu\necho a; echo $none; echo b')).toMatchObject({ code: 1, out: 'a\n' });
    expect(await box.run('#!/usr/bin/env bash\nfalse; echo on')).toMatchObject({ code: 0, out: 'on\n' });
    expect(await box.run('#!/usr/bin/python3\nprint(1)')).toMatchObject({ code: 126, out: '' });
  });

  it('says where, in bash’s words', async () => {
    expect(await box.run('echo a\n\nnothing here\n')).toMatchObject({
      code: 127,
      out: 'a\n',
      err: 'script: line 3: nothing: command not found\n',
    });
  });

  it('waits on the sandbox’s clock', async () => {
    const begun = Date.now();
    await box.run('sleep 30');
    expect(Date.now() - begun).toBeGreaterThan(450);
    expect(Date.now() - begun).toBeLessThan(2500);
  });

  it('ends at its time limit, even in a loop without end', async () => {
    expect(await box.run('while true; do :; done', { seconds: 30 })).toMatchObject({ why: 'timeout' });
    expect(await box.run('sleep 100000', { seconds: 30 })).toMatchObject({ why: 'timeout' });
  });

  it('survives what would exhaust it', async () => {
    expect((await box.run('f() { f; }; f')).code).not.toBe(0);
    expect((await box.run('x=\'eval "$x"\'; eval "$x"')).code).not.toBe(0);
    expect((await box.run(`${'('.repeat(2000)}true${')'.repeat(2000)}`)).code).not.toBe(0);
    expect((await box.run('echo alive')).out).toBe('alive\n');
  });
});
