/** As Amazon Linux's images are named. */
export type Architecture = 'x86_64' | 'arm64';

/** Graviton families have a "g" right after their generation (docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html); a1 is the first of them. */
export function architectureOf(instanceType: string): Architecture {
  return /^(?:a1|[a-z]+[0-9]+g[a-z]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}
