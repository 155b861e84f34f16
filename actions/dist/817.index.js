export const id = 817;
export const ids = [817];
export const modules = {

/***/ 3817:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(461);
/* harmony import */ var _src_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7406);
/* harmony import */ var _src_report_preview_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2972);
/* harmony import */ var _src_stages_preview_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4820);






await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_2__/* .runStoppableAction */ .MJ)(process.env, async ({ input, lines, log }) => {
    const before = input('before', { required: true });
    const readIn = (folder) => async (file) => await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, file), 'utf8').catch(() => null);
    const outcome = await (0,_src_stages_preview_js__WEBPACK_IMPORTED_MODULE_5__/* .previewStage */ .v)({ readAfter: readIn('.'), readBefore: readIn(before), filesOf: (folder) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder).catch(() => []) }, lines('changed'));
    const { broken, deleted, previews } = outcome;
    for (const { consequence, file } of previews)
        log(`${file}: ${consequence}`);
    const markdown = (0,_src_report_preview_js__WEBPACK_IMPORTED_MODULE_4__/* .previewMarkdown */ .i)(outcome);
    return {
        outputs: { markdown, touched: String(previews.length + broken.length + deleted.length) },
        summary: markdown,
        error: broken.length === 0 ? null : severalOf(broken.map(({ error }) => error)),
    };
});
function severalOf(errors) {
    const [first] = errors;
    if (errors.length === 1 && first !== undefined)
        return first;
    return new _src_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MigrationError */ .Py('CONFIG_INVALID', errors.map(({ message }) => message).join('\n'), {
        next: 'Mend these files in the pull request.',
    });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2972:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ previewMarkdown)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75);


const CONSEQUENCES = {
    new: '🆕 a new migration: nothing of it has been copied yet',
    identity: '⚠️ **a new copy**: what is copied changes, so the next run begins a copy of its own, with a plan that needs an approval',
    transform: '🔁 **the table is made again**: the copy stays, the partition half is repeated; what is published must be rolled back first',
    operational: '⚙️ the same work in another way: the next run goes on from where this migration is',
    none: '✅ nothing of its meaning changes',
};
const VALUE_CHARS_UP_TO = 80;
const CHANGES_UP_TO = 60;
/** What a pull request makes of the migrations that it touches: a comment, or a summary. */
function previewMarkdown({ broken, deleted, previews }) {
    const lines = ['## Migrations in this change', ''];
    if (previews.length + broken.length + deleted.length === 0)
        lines.push('It touches none.', '');
    for (const { changes, consequence, digests, file, migration } of previews) {
        const { copy, folders, partition, source, target, verify } = migration;
        lines.push(`### \`${inCode(file)}\`: ${CONSEQUENCES[consequence]}`, '', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(['what', 'value'], [
            ['from', `\`s3://${inCode(`${source.bucket}/${source.prefix}`)}\` (${source.region})`],
            ['to', `\`s3://${inCode(`${target.bucket}/${target.prefix}`)}\` (${target.region})`],
            ['folders expected', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(folders.length)],
            ['copy jobs', `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(copy.shards)}, executor ${copy.executor}`],
            ...(verify.executor === null ? [] : [['verify', `executor ${verify.executor}`]]),
            ['table', partition === null ? 'none' : `\`${inCode(partition.table.prefix)}\`, ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(partition.clusters)} clusters`],
            ['identity', `\`${digests.identity}\``],
            ['transform', `\`${digests.transform}\``],
        ]), '', ...changesTable(changes));
    }
    for (const { error, file } of broken)
        lines.push(`### \`${inCode(file)}\`: ❌ does not describe a migration`, '', '```text', fenced((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .renderError */ .vr)(error)), '```', '');
    for (const file of deleted)
        lines.push(`### \`${inCode(file)}\`: 🗑 deleted; its ledger and what it copied stay`, '');
    lines.push('No credentials were used: sources were not looked at. The run plans again, and that plan is what is approved.', '');
    return lines.join('\n');
}
function changesTable(changes) {
    if (changes.length === 0)
        return [];
    const rows = changes.slice(0, CHANGES_UP_TO).map(({ after, before, field, kind }) => [`\`${field}\``, kind, ...shown(before, after)]);
    const more = changes.length > CHANGES_UP_TO ? [`and ${changes.length - CHANGES_UP_TO} more fields`, ''] : [];
    return [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(['field', 'kind', 'before', 'after'], rows), '', ...more];
}
/** Lists as what came and what went; values of a file as that they changed. */
function shown(before, after) {
    if (Array.isArray(before) && Array.isArray(after)) {
        const [old, now] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
        const gone = [...old].filter((one) => !now.has(one));
        const come = [...now].filter((one) => !old.has(one));
        return [
            `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(before.length)}, of them ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(gone.length)} gone${listed(gone)}`,
            `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(after.length)}, of them ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .number */ .ai)(come.length)} new${listed(come)}`,
        ];
    }
    return [cell(before), cell(after)];
}
function listed(values) {
    return values.length === 0 || values.length > 5 ? '' : `: ${values.map((value) => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .inMarkdown */ .Hi)(value)).join(', ')}`;
}
function cell(value) {
    if (value === undefined || value === null)
        return '–';
    if (typeof value === 'object' && 'digest' in value && 'path' in value)
        return `content ${String(value.digest).slice(0, 12)}`;
    const text = textOf(value);
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .inMarkdown */ .Hi)(text.length > VALUE_CHARS_UP_TO ? `${text.slice(0, VALUE_CHARS_UP_TO)} …` : text);
}
const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
/** Within back-ticks nothing but a back-tick ends the code, and a bar the cell. */
const inCode = (text) => (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text).replaceAll('`', "'").replaceAll('|', '\\|');
const fenced = (text) => text.replaceAll('```', "'''");


/***/ }),

/***/ 4820:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ previewStage)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/config/digests.js
var digests = __webpack_require__(5377);
// EXTERNAL MODULE: ./build/src/config/leaves.js
var leaves = __webpack_require__(422);
;// CONCATENATED MODULE: ./build/src/config/changes.js



/** The fields whose meaning differs between two versions of a migration file, in the order of the schema. Pure. */
function changesBetween(before, after) {
    const changes = [];
    for (const { facts, path } of (0,leaves/* leavesOf */.wf)()) {
        if (facts === undefined)
            continue;
        const [old, now] = [(0,digests/* valueAt */.fK)(before, path), (0,digests/* valueAt */.fK)(after, path)];
        if ((0,contract/* canonicalJson */.dj)(old ?? null) !== (0,contract/* canonicalJson */.dj)(now ?? null))
            changes.push({ field: path.join('.'), kind: facts.kind, before: old, after: now });
    }
    return changes;
}
/** What a change of the file leads to: the strongest of its kinds counts. */
function consequenceOf(before, after) {
    if (before === null)
        return 'new';
    const [old, now] = [(0,digests/* digestsOf */.nw)(before), (0,digests/* digestsOf */.nw)(after)];
    return ['identity', 'transform', 'operational'].find((kind) => old[kind] !== now[kind]) ?? 'none';
}

// EXTERNAL MODULE: ./build/src/config/load.js + 11 modules
var load = __webpack_require__(4543);
// EXTERNAL MODULE: ./build/src/config/reading.js
var reading = __webpack_require__(132);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
;// CONCATENATED MODULE: ./build/src/stages/preview.js






/** What the changed files would make of the migrations that they are, or belong to. Needs no credentials: nothing of AWS is asked. */
async function previewStage(deps, changed) {
    const previews = [];
    const broken = [];
    const deleted = [];
    for (const file of await migrationsTouched(deps, changed)) {
        const before = await loadOrNull(deps.readBefore, file);
        if ((await deps.readAfter(file)) === null) {
            deleted.push(file);
            continue;
        }
        try {
            const migration = await (0,load/* loadMigration */.t)(orThrow(deps.readAfter), file);
            const changes = before === null ? [] : changesBetween(before, migration);
            previews.push({ file, migration, digests: (0,digests/* digestsOf */.nw)(migration), consequence: consequenceOf(before, migration), changes });
        }
        catch (thrown) {
            broken.push({ file, error: (0,errors/* asMigrationError */.hp)(thrown) });
        }
    }
    return { previews, broken, deleted };
}
/** Changed migration files, and those whose rules or schema changed. */
async function migrationsTouched({ filesOf, readAfter, readBefore }, changed) {
    const touched = new Set();
    const yaml = changed.filter((file) => /\.ya?ml$/.test(file));
    for (const file of yaml) {
        if (isMigration(await readAfter(file)) || ((await readAfter(file)) === null && isMigration(await readBefore(file))))
            touched.add(file);
        for (const name of await filesOf((0,external_node_path_.dirname)(file))) {
            const beside = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), name);
            if (!/\.ya?ml$/.test(name) || touched.has(beside))
                continue;
            const text = await readAfter(beside);
            if (isMigration(text) && namesBeside(text ?? '', beside).includes(file))
                touched.add(beside);
        }
    }
    return [...touched].toSorted();
}
/** Whatever its mistakes, a file with these three sections is meant to be a migration. */
function isMigration(text) {
    if (text === null)
        return false;
    const { value } = (0,reading/* readYaml */.gM)(text);
    return typeof value === 'object' && value !== null && ['source', 'target', 'layout'].every((section) => section in value);
}
function namesBeside(text, file) {
    const { value } = (0,reading/* readYaml */.gM)(text);
    const { partition } = value;
    return [partition?.rules, partition?.schema].flatMap((name) => (typeof name === 'string' ? [(0,external_node_path_.join)((0,external_node_path_.dirname)(file), name)] : []));
}
/** A version that was broken already is compared with nothing. */
async function loadOrNull(read, file) {
    if ((await read(file)) === null)
        return null;
    return await (0,load/* loadMigration */.t)(orThrow(read), file).catch(() => null);
}
function orThrow(read) {
    return async (file) => {
        const text = await read(file);
        if (text === null)
            throw Object.assign(new Error(`no ${file}`), { code: 'ENOENT' });
        return text;
    };
}


/***/ })

};
