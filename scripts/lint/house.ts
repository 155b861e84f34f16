import path from 'node:path';
import { forbidden, isDoor } from './arrows.ts';

/**
 * The house's rules as a plugin of oxlint, so that they show in editors, too.
 * `arrows` sees every form of import, type-only and dynamic ones included, which no-restricted-imports does not;
 * `ambient` keeps environment, clock and randomness at the doors.
 */

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Context {
  readonly filename: string;
  readonly cwd: string;
  report(found: { readonly node: Node; readonly message: string }): void;
}

type Visitor = Readonly<Record<string, (node: never) => void>>;

const fileOf = (context: Context): string => path.relative(context.cwd, context.filename).split(path.sep).join('/');

function arrows(context: Context): Visitor {
  const file = fileOf(context);
  const check = (node: Node, source: unknown): void => {
    const specifier = (source as { value?: unknown } | null | undefined)?.value;
    if (typeof specifier !== 'string') return;
    const why = forbidden(file, specifier);
    if (why !== undefined) context.report({ node, message: why });
  };
  const bySource = (node: Node & { source?: unknown }): void => check(node, node.source);
  return {
    ImportDeclaration: bySource,
    ExportNamedDeclaration: bySource,
    ExportAllDeclaration: bySource,
    ImportExpression: bySource,
    TSImportType: bySource,
  };
}

const AMBIENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  process: ['env', 'argv'],
  Date: ['now'],
  Math: ['random'],
  performance: ['now'],
  crypto: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues'],
};
const AMBIENT_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  crypto: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'randomFillSync', 'randomFill'],
  process: ['env', 'argv'],
};

function ambient(context: Context): Visitor {
  if (isDoor(fileOf(context))) return {};
  const report = (node: Node, what: string): void =>
    context.report({
      node,
      message: `${what} enters at a door (actions, agent, cli, src/doors, src/github, src/clock.ts) and arrives here as an argument`,
    });
  return {
    MemberExpression(node: Node & { object: Node & { name?: string }; property: Node & { name?: string }; computed: boolean }): void {
      const { name: object = '' } = node.object;
      const { name: property = '' } = node.property;
      if (!node.computed && AMBIENT_MEMBERS[object]?.includes(property)) report(node, `${object}.${property}`);
    },
    NewExpression(node: Node & { callee: { name?: string }; arguments: readonly unknown[] }): void {
      if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date() of now');
    },
    CallExpression(node: Node & { callee: { type: string; name?: string } }): void {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') report(node, 'Date() of now');
    },
    ImportDeclaration(node: Node & { source: { value: string }; specifiers: readonly (Node & { imported?: { name?: string } })[] }): void {
      const names = AMBIENT_IMPORTS[node.source.value.replace(/^node:/, '')] ?? [];
      for (const specifier of node.specifiers) {
        const name = specifier.imported?.name ?? '';
        if (names.includes(name)) report(specifier, `${name} of ${node.source.value}`);
      }
    },
  };
}

// oxlint asks for a default export.
export default { meta: { name: 'house' }, rules: { arrows: { create: arrows }, ambient: { create: ambient } } };
