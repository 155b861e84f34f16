import { registerHooks } from 'node:module';
import { FeatureFlags } from '@actions/expressions';

/**
 * GitHub's packages import JSON without an import attribute, which Node refuses (actions/languageservices#387): the attribute
 * is added while they load, and only then.
 */
export async function withJsonImports<T>(load: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    load: (url, context, next) =>
      next(url, url.endsWith('.json') ? { ...context, format: 'json', importAttributes: { type: 'json' } } : context),
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}

/** GitHub's own parser, for validation only. */
export function loadOfficialParser() {
  return withJsonImports(async () => {
    const workflows = await import('@actions/workflow-parser');
    const actions = await import('@actions/workflow-parser/actions/index');
    const { getWorkflowSchema } = await import('@actions/workflow-parser/workflows/workflow-schema');
    const { TemplateContext, TemplateValidationErrors } = await import('@actions/workflow-parser/templates/template-context');
    return { ...workflows, ...actions, getWorkflowSchema, TemplateContext, TemplateValidationErrors };
  });
}

export type OfficialParser = Awaited<ReturnType<typeof loadOfficialParser>>;

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** ErrorPolicy.TryConversion: with the default, one schema error hides unknown `needs` and cycles. */
const TRY_CONVERSION = 1;

/** What GitHub's parser says against a workflow file; empty when it would accept the file. */
export async function workflowProblems(parser: OfficialParser, file: string, content: string): Promise<Problem[]> {
  const context = new parser.TemplateContext(
    new parser.TemplateValidationErrors(),
    parser.getWorkflowSchema(),
    new parser.NoOperationTraceWriter(),
  );
  // Without it the parser would call these keys unknown; what they are is our own refusal's to say.
  const featureFlags = new FeatureFlags({ allowBackgroundSteps: true });
  context.state['featureFlags'] = featureFlags;
  const parsed = parser.parseWorkflow({ name: file, content }, context);
  if (parsed.value !== undefined) {
    await parser.convertWorkflowTemplate(parsed.context, parsed.value, undefined, {
      errorPolicy: TRY_CONVERSION,
      fetchReusableWorkflowDepth: 0,
      maxReusableWorkflowDepth: 10,
      featureFlags,
    });
  }
  return problemsOf(file, parsed.context.errors.getErrors());
}

/** What GitHub's parser says against an action.yml. */
export function actionProblems(parser: OfficialParser, file: string, content: string): Problem[] {
  const parsed = parser.parseAction({ name: file, content }, new parser.NoOperationTraceWriter());
  if (parsed.value !== undefined) parser.convertActionTemplate(parsed.context, parsed.value, { errorPolicy: TRY_CONVERSION });
  return problemsOf(file, parsed.context.errors.getErrors());
}

interface OfficialError {
  readonly rawMessage: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

function problemsOf(file: string, errors: readonly OfficialError[]): Problem[] {
  return errors.map(({ rawMessage, range }) => ({
    file,
    line: range?.start.line ?? 1,
    column: range?.start.column ?? 1,
    message: inOneLine(rawMessage),
  }));
}

/** What is wrong with a text as YAML comes with the place once more, and a picture of it. */
const inOneLine = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:$/, '');
