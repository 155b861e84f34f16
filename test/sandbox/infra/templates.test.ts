import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, type CollectionTag, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';

/** CloudFormation's short forms, read as their long ones. */
const TAGS: readonly (ScalarTag | CollectionTag)[] = ['Ref', 'Sub', 'If', 'Equals', 'Not', 'And', 'Condition', 'GetAtt', 'Join'].flatMap(
  (name) => {
    const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return [
      { tag: `!${name}`, resolve: (text: string) => ({ [long]: text }) },
      { tag: `!${name}`, collection: 'seq', resolve: (seq: YAMLSeq | YAMLMap) => ({ [long]: (seq as YAMLSeq).toJSON() as unknown }) },
    ] satisfies (ScalarTag | CollectionTag)[];
  },
);

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Document {
  readonly Statement: readonly Statement[];
}
interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: {
    readonly Description?: string;
    readonly AssumeRolePolicyDocument?: Document | { readonly 'Fn::Sub': readonly [string, unknown] };
    readonly Policies?: readonly { readonly PolicyDocument: Document }[];
    readonly PolicyDocument?: Document;
  };
}

const resources = ['target.yml', 'machines.yml', 'source.yml'].flatMap((file) => {
  const text = readFileSync(join(import.meta.dirname, '../../../infra', file), 'utf8');
  const template = parse(text, { customTags: [...TAGS] }) as { readonly Resources: Record<string, Resource> };
  return Object.entries(template.Resources).map(([name, resource]) => ({ name, resource }));
});
const roles = resources.filter(({ resource }) => resource.Type === 'AWS::IAM::Role');

/** The trust policy; the JSON inside a Fn::Sub with its variables left in place. */
function trustOf({ Properties: { AssumeRolePolicyDocument: trust } }: Resource): Document {
  if (trust === undefined) throw new TypeError('a role without a trust policy');
  if ('Statement' in trust) return trust;
  return JSON.parse(trust['Fn::Sub'][0].replace('${Other}', '')) as Document;
}

const statements = resources.flatMap(({ name, resource }) => {
  const own = [
    ...(resource.Properties.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument),
    ...(resource.Properties.PolicyDocument === undefined ? [] : [resource.Properties.PolicyDocument]),
  ];
  const trust = resource.Type === 'AWS::IAM::Role' ? [trustOf(resource)] : [];
  return [...own, ...trust].flatMap((document) =>
    document.Statement.map((statement) => ({ name: `${name}.${statement.Sid ?? 'nameless'}`, statement })),
  );
});
const allowed = statements.filter(({ statement }) => statement.Effect === 'Allow');
const actions = ({ Action }: Statement) => (typeof Action === 'string' ? [Action] : Action);

describe('the templates', () => {
  test('make the nine roles, each with a description of what it is for', () => {
    expect(roles.map(({ name }) => name).toSorted()).toEqual([
      'AgentRole',
      'ApproveRole',
      'EmrRole',
      'GrantRole',
      'JobRole',
      'OperateRole',
      'PlanRole',
      'PublishRole',
      'SurveyRole',
    ]);
    for (const { resource } of roles) expect(resource.Properties.Description).toMatch(/\w+ \w+ .*\.$/);
  });

  test.each(allowed)('$name allows named actions to named principals', ({ statement }) => {
    for (const action of actions(statement)) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    expect(JSON.stringify(statement.Principal ?? {})).not.toContain('*');
    expect(JSON.stringify(statement.Condition ?? {})).not.toMatch(/ForAllValues|IfExists|StringLike/);
  });

  test.each(allowed.filter(({ statement }) => actions(statement).some((action) => action.startsWith('s3:'))))(
    '$name holds only in the account that must own the bucket',
    ({ statement }) => {
      expect(statement.Condition?.['StringEquals']).toHaveProperty('aws:ResourceAccount');
    },
  );

  test.each(allowed.filter(({ statement }) => statement.Resource === '*'))(
    '$name, which no resource can bind, holds in one region',
    ({ statement }) => {
      expect(statement.Condition?.['StringEquals']).toHaveProperty('aws:RequestedRegion');
    },
  );

  test.each(allowed.filter(({ statement }) => actions(statement).includes('sts:AssumeRoleWithWebIdentity')))(
    '$name asks for audience and subject, exactly',
    ({ statement }) => {
      const condition = statement.Condition?.['StringEquals'] ?? {};
      expect(condition['${OidcIssuerHost}:aud']).toBe('sts.amazonaws.com');
      expect(condition['${OidcIssuerHost}:sub']).toEqual([
        expect.stringMatching(/^repo:\$\{Repository\}:(ref:refs\/heads\/\$\{Branch\}|environment:(operate|approve))$/),
      ]);
    },
  );

  test('nobody may change an ACL or an identity; one role may delete, below the prefix of the table; a role is passed to one service', () => {
    const all = allowed.flatMap(({ name, statement }) => actions(statement).map((action) => ({ name, action, statement })));
    expect(all.filter(({ action }) => /Acl|iam:(?!PassRole)/.test(action))).toEqual([]);
    const deleting = all.filter(({ action }) => /^(s3|glue):.*Delete(?!BucketPolicy)/.test(action));
    expect(deleting.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'PublishRole.PlaceAndTakeOut s3:DeleteObject',
      'PublishRole.RegisterPartitions glue:DeletePartition',
    ]);
    expect(JSON.stringify(deleting[0]?.statement.Resource)).toContain('${TargetBucketName}/${TablePrefix}*/bucket-brigade-*');
    for (const { action, statement } of all.filter((one) => one.action === 'iam:PassRole')) {
      expect(action).toBe('iam:PassRole');
      expect(statement.Condition?.['StringEquals']).toHaveProperty('iam:PassedToService');
      expect(JSON.stringify(statement.Resource)).not.toContain('*');
    }
  });

  test('what holds proof outlives its stack', () => {
    const kept = resources.filter(({ resource }) => resource.DeletionPolicy === 'Retain').map(({ name }) => name);
    expect(kept.toSorted()).toEqual(['LedgerBucket', 'OidcProvider']);
  });
});
