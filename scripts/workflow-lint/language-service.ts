import { withJsonImports } from '../../sandbox/workflow-runner/official.ts';
import type { Finding } from './finding.ts';

/**
 * GitHub's own language service, as its editors use it: unknown keys, contexts, needs and outputs, the inputs of reusable workflows and of
 * `$/` actions. Of actions of others it is told nothing, as this check asks no network; `./` actions it passes over (the house's rules do not).
 *
 * @param files  texts by path below the repository: what is checked, and what is called
 * @param checked  which of them are checked
 */
export async function languageServiceFindings(
  files: Readonly<Record<string, string>>,
  checked: readonly string[],
): Promise<readonly Finding[]> {
  const { service, clearCache, TextDocument } = await loadLanguageService();
  // It says nothing of what it could not do, except to its log.
  const failures: string[] = [];
  const note = (message: string): void => void failures.push(message);
  service.registerLogger({ error: note, warn: note, info: () => {}, log: () => {} });
  // It keeps what it parsed by name, whatever the text.
  clearCache();
  const fileProvider = {
    getFileContent: ({ path }: { readonly path: string }) => {
      const content = files[path];
      return content === undefined ? Promise.reject(new Error(`There is no ${path}`)) : Promise.resolve({ name: path, content });
    },
  };
  const findings: Finding[] = [];
  for (const file of checked) {
    const document = TextDocument.create(`file:///${file}`, 'yaml', 1, files[file] ?? '');
    failures.length = 0;
    const diagnostics = await service.validate(document, { fileProvider });
    for (const { range, message, code } of diagnostics) {
      const rule = code === undefined ? 'validate' : String(code);
      findings.push({
        file,
        line: range.start.line + 1,
        tool: 'languageservice',
        rule,
        found: typeof message === 'string' ? message : message.value,
      });
    }
    for (const failure of failures) findings.push({ file, line: 1, tool: 'languageservice', rule: 'crash', found: failure });
  }
  return findings;
}

function loadLanguageService() {
  return withJsonImports(async () => {
    const service = await import('@actions/languageservice');
    const { clearCache } = await import('@actions/languageservice/utils/workflow-cache');
    const { TextDocument } = await import('vscode-languageserver-textdocument');
    return { service, clearCache, TextDocument };
  });
}
