export const id = 601;
export const ids = [601];
export const modules = {

/***/ 4543:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ loadMigration)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 10 modules
var schemas = __webpack_require__(3798);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./build/src/config/digests.js
var digests = __webpack_require__(5377);
;// CONCATENATED MODULE: ./build/src/config/expand.js
/** Thrown and caught in this file only. */
class Refusal extends Error {
    at;
    constructor(at, reason) {
        super(reason);
        this.at = at;
    }
}
/** @param atMost refuses before anything is made: a pattern of twenty characters can name more than memory holds. */
function expandBraces(pattern, atMost) {
    try {
        const parts = new Reader(pattern).sequence(false);
        const size = count(parts);
        if (size > atMost)
            return { ok: false, at: 0, reason: `names ${size > 1e15 ? 'more than 10^15' : size.toLocaleString('en-US')} folders`, tooMany: true };
        return { ok: true, names: namesOf(parts) };
    }
    catch (thrown) {
        if (thrown instanceof Refusal)
            return { ok: false, at: thrown.at, reason: thrown.message, tooMany: false };
        throw thrown;
    }
}
class Reader {
    at = 0;
    pattern;
    constructor(pattern) {
        this.pattern = pattern;
    }
    /** Up to the end, or, inside braces, up to the comma or brace that ends the alternative. */
    sequence(inside) {
        const parts = [];
        let text = '';
        while (this.at < this.pattern.length) {
            const char = this.pattern[this.at];
            if (inside && (char === ',' || char === '}'))
                break;
            if (char === '}')
                throw new Refusal(this.at, 'has a "}" without its "{" (write \\} for the character itself)');
            if (char === '{') {
                if (text !== '')
                    parts.push({ text });
                text = '';
                parts.push(this.braces());
            }
            else {
                text += this.character();
            }
        }
        if (text !== '')
            parts.push({ text });
        return parts;
    }
    character() {
        const start = this.at;
        const char = this.pattern[this.at] ?? '';
        this.at += 1;
        if (char !== '\\')
            return char;
        const escaped = this.pattern[this.at];
        if (escaped === undefined || !'{},\\'.includes(escaped))
            throw new Refusal(start, 'has a "\\" before something else than { } , \\ (write \\\\ for the character itself)');
        this.at += 1;
        return escaped;
    }
    braces() {
        const open = this.at;
        const range = rangeAt(this.pattern, open);
        if (range !== null) {
            this.at = range.end;
            return { range: range.range };
        }
        this.at += 1;
        const alternatives = [];
        for (;;) {
            const start = this.at;
            const alternative = this.sequence(true);
            const end = this.pattern[this.at];
            if (end === undefined)
                throw new Refusal(open, 'has a "{" without its "}" (write \\{ for the character itself)');
            if (alternative.length === 0)
                throw new Refusal(start, 'has an empty alternative; name what it stands for');
            alternatives.push(alternative);
            this.at += 1;
            if (end === '}')
                break;
        }
        if (alternatives.length === 1)
            throw new Refusal(open, 'has braces that are neither a list {a,b} nor a range {00..FF}');
        return { oneOf: alternatives };
    }
}
/** A range is told by its two dots; what does not fit then is refused, so that a slip is not taken for a name. */
function rangeAt(pattern, open) {
    const match = /^\{([^{},\\]*?)\.\.([^{},\\]*)\}/.exec(pattern.slice(open));
    if (match === null)
        return null;
    const [whole, from = '', upTo = ''] = match;
    const refuse = (reason) => new Refusal(open, `has a range, ${whole}, that ${reason}`);
    const digits = from + upTo;
    // Seven hex digits are 268 million names: the bound on their number, not this one, is what people meet.
    if (!/^[0-9A-Fa-f]{1,7}$/.test(from) || !/^[0-9A-Fa-f]{1,7}$/.test(upTo))
        throw refuse('is neither hex, as {00..FF}, nor decimal, as {0..15}');
    const hex = /[A-Fa-f]/.test(digits);
    if (/[A-F]/.test(digits) && /[a-f]/.test(digits))
        throw refuse('mixes upper and lower case');
    const padded = (end) => end.length > 1 && end.startsWith('0');
    if (from.length !== upTo.length && (padded(from) || padded(upTo)))
        throw refuse('has ends of different width');
    const radix = hex ? 16 : 10;
    const range = {
        from: parseInt(from, radix),
        upTo: parseInt(upTo, radix),
        radix,
        width: from.length === upTo.length ? from.length : 1,
        upper: /[A-F]/.test(digits),
    };
    if (range.from > range.upTo)
        throw refuse(`counts down; write {${upTo}..${from}}`);
    return { range, end: open + whole.length };
}
function count(parts) {
    return parts.reduce((product, part) => product * sizeOf(part), 1);
}
function sizeOf(part) {
    if ('text' in part)
        return 1;
    if ('range' in part)
        return part.range.upTo - part.range.from + 1;
    return part.oneOf.reduce((sum, alternative) => sum + count(alternative), 0);
}
function namesOf(parts) {
    return parts.reduce((names, part) => {
        const ends = endsOf(part);
        return names.flatMap((name) => ends.map((end) => name + end));
    }, ['']);
}
function endsOf(part) {
    if ('text' in part)
        return [part.text];
    if ('oneOf' in part)
        return part.oneOf.flatMap(namesOf);
    const { from, upTo, radix, width, upper } = part.range;
    return Array.from({ length: upTo - from + 1 }, (_, index) => {
        const digits = (from + index).toString(radix).padStart(width, '0');
        return upper ? digits.toUpperCase() : digits;
    });
}

;// CONCATENATED MODULE: ./build/src/config/nearest.js
/** The word that was probably meant, or null. Case, `-` and `_` do not count: `in_flight` is `inFlight`. */
function nearest(word, among) {
    const plain = (text) => text.toLowerCase().replace(/[-_ ]/g, '');
    const reach = word.length <= 3 ? 1 : word.length <= 6 ? 2 : 3;
    let best = null;
    for (const candidate of among) {
        const distance = editDistance(plain(word), plain(candidate));
        // A word of which nothing is left is not a misspelling of it.
        if (distance <= reach && distance < candidate.length && (best === null || distance < best.distance))
            best = { word: candidate, distance };
    }
    return best?.word ?? null;
}
/** Insertions, deletions, replacements and swaps of neighbours that make one text of the other. */
function editDistance(a, b) {
    let beforeLast = [];
    let last = Array.from({ length: b.length + 1 }, (_, column) => column);
    for (let row = 1; row <= a.length; row += 1) {
        const line = [row];
        for (let column = 1; column <= b.length; column += 1) {
            const same = a[row - 1] === b[column - 1];
            const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
            line[column] = Math.min((last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1), swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity);
        }
        beforeLast = last;
        last = line;
    }
    return last[b.length] ?? 0;
}

// EXTERNAL MODULE: ./build/src/config/reading.js
var config_reading = __webpack_require__(132);
;// CONCATENATED MODULE: ./build/src/config/layout.js



/** A plan lists every folder, and one job's output holds its matrix: above this, folders are too small a unit for the layout. */
const FOLDERS_AT_MOST = 100_000;
/** A key has at most 1,024 bytes (API_PutObject); the ledger's names put about 200 around a folder's. */
const FOLDER_BYTES_AT_MOST = 512;
/** The expected folders without the exceptions, in UTF-8 byte order, or everything that is wrong with the two lists. */
function foldersOf(patterns, except) {
    const expected = layout_namesOf(patterns, 'folders');
    const exceptions = layout_namesOf(except, 'except');
    const problems = [...expected.problems, ...exceptions.problems];
    if (expected.problems.length === 0) {
        for (const [index, names] of exceptions.byPattern.entries()) {
            const stranger = names.find((name) => !expected.first.has(name));
            if (stranger !== undefined)
                problems.push({
                    list: 'except',
                    index,
                    text: stranger === except[index] ? 'layout.folders does not name' : `names ${(0,config_reading/* quoted */.TL)(stranger)}, which layout.folders does not`,
                });
        }
    }
    const folders = inByteOrder([...expected.first.keys()].filter((name) => !exceptions.first.has(name)));
    if (problems.length === 0 && folders.length === 0)
        problems.push({ list: 'except', index: 0, text: 'leaves no folder: every one that layout.folders names is excepted' });
    return { folders, problems };
}
/** The order of S3's listings; `<` compares UTF-16 units and disagrees above U+FFFF. */
function inByteOrder(names) {
    return names
        .map((name) => Buffer.from(name))
        .toSorted(Buffer.compare)
        .map(String);
}
function layout_namesOf(patterns, list) {
    const problems = [];
    /** Each name, with the pattern that named it first. */
    const first = new Map();
    const byPattern = [];
    for (const [index, pattern] of patterns.entries()) {
        const expansion = expandBraces(pattern, FOLDERS_AT_MOST - first.size);
        byPattern.push(expansion.ok ? expansion.names : []);
        if (!expansion.ok) {
            const allowed = expansion.tooMany ? `; allowed: at most ${FOLDERS_AT_MOST.toLocaleString('en-US')} in all` : '';
            problems.push({ list, index, offset: expansion.at, text: expansion.reason + allowed });
            continue;
        }
        const wrong = expansion.names.map((name) => ({ name, reason: notAFolder(name) })).find(({ reason }) => reason !== null);
        if (wrong !== undefined)
            problems.push({
                list,
                index,
                text: wrong.name === pattern ? `${wrong.reason}` : `names the folder ${(0,config_reading/* quoted */.TL)(wrong.name)}, which ${wrong.reason}`,
            });
        const twice = [];
        let by = index;
        for (const name of expansion.names) {
            const earlier = first.get(name);
            if (earlier === undefined)
                first.set(name, index);
            else if (twice.push(name) === 1)
                by = earlier;
        }
        if (twice.length > 0)
            problems.push({ list, index, text: repeated(twice, pattern, by === index ? null : `layout.${list}[${by}]`) });
    }
    return { first, byPattern, problems };
}
function repeated([name, ...others], pattern, by) {
    if (name === pattern)
        return `${by} names already`;
    const more = others.length === 0 ? '' : ` and ${others.length.toLocaleString('en-US')} more`;
    return by === null ? `names ${(0,config_reading/* quoted */.TL)(name ?? '')}${more} twice` : `names ${(0,config_reading/* quoted */.TL)(name ?? '')}${more}, as ${by} does already`;
}
function notAFolder(name) {
    if (name.includes('/'))
        return 'has a "/"; a folder is one part of the key';
    if (name === '.' || name === '..')
        return 'is no name that every tool keeps';
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name))
        return 'has a control character';
    // Half of a surrogate pair has no form in UTF-8.
    if (!name.isWellFormed())
        return 'is not text';
    if (Buffer.byteLength(name) > FOLDER_BYTES_AT_MOST)
        return `is longer than ${FOLDER_BYTES_AT_MOST} bytes`;
    return null;
}
const PLACEHOLDERS = ['folder', 'sub', 'document'];
/** What is wrong with the form of a key, and where. */
function keyFormProblem(key) {
    const seen = new Set();
    for (const match of key.matchAll(/\{([^{}]*)\}|[{}]/g)) {
        const [whole, word] = match;
        const offset = match.index;
        if (word === undefined)
            return { offset, text: `has a "${whole}" without its other half` };
        if (!PLACEHOLDERS.some((known) => known === word)) {
            const meant = nearest(word, PLACEHOLDERS);
            return {
                offset,
                text: `has the placeholder ${whole}; ${meant === null ? 'allowed: {folder}, {sub}, {document}' : `did you mean {${meant}}?`}`,
            };
        }
        if (seen.has(word))
            return { offset, text: `has ${whole} twice` };
        seen.add(word);
        const alone = (offset === 0 || key[offset - 1] === '/') && (offset + whole.length === key.length || key[offset + whole.length] === '/');
        if (!alone)
            return { offset, text: `has ${whole} beside other characters; a placeholder stands alone between slashes` };
    }
    if (!key.startsWith('{folder}/'))
        return { offset: 0, text: 'must begin with {folder}/' };
    if (!key.endsWith('/{document}'))
        return { offset: key.lastIndexOf('/') + 1, text: 'must end with /{document}' };
    return null;
}

// EXTERNAL MODULE: ./build/src/config/leaves.js
var leaves = __webpack_require__(422);
// EXTERNAL MODULE: ./build/src/config/migration.js
var migration = __webpack_require__(5588);
// EXTERNAL MODULE: ./build/src/config/field.js
var field = __webpack_require__(5976);
;// CONCATENATED MODULE: ./build/src/config/problems.js


/** The flaws of a text and what was found wrong with its values, in the order of the text. */
function judged(reading, file, found) {
    const place = (offset) => {
        const { line, col } = reading.lines.linePos(offset);
        return { file, line: Math.max(1, line), column: Math.max(1, col) };
    };
    const readable = reading.brokenAt === Infinity;
    // Of a broken text, only what ends before the break can be believed, and nothing that is missing.
    const brokenLine = readable ? Infinity : place(reading.brokenAt).line;
    const believed = found.filter((problem) => readable || (problem.certain && place(problem.offset).line < brokenLine));
    const problems = [...reading.flaws, ...believed]
        .map(({ offset, path, text }) => ({ ...place(offset), path: pathText(path), text }))
        .toSorted((a, b) => a.line - b.line || a.column - b.column);
    return { problems, readable };
}
function brokenAsFound(reading, broken) {
    return broken.map(({ path, text, offset }) => {
        const node = (0,config_reading/* nodeAt */.oB)(reading, path)?.value ?? null;
        return {
            path,
            offset: (0,config_reading/* offsetOf */.b4)(reading, path, 'value', offset),
            text: node === null ? text : `found ${(0,config_reading/* shown */.SP)(node)}, which ${text}`,
            certain: false,
        };
    });
}
function pathText(path) {
    return path.reduce((text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${(0,errors/* printable */.g$)(String(step))}`), '');
}
/** One line for each, in columns: place, path, what was found and what is allowed. */
function renderProblems(problems) {
    const rows = problems.map(({ file, line, column, path, text }) => ({
        place: `${file}:${line}:${column}`,
        path: path === '' ? '(file)' : path,
        text,
    }));
    const width = (of) => Math.max(...rows.map((row) => of(row).length));
    const places = width((row) => row.place);
    // A long path pushes only its own line out.
    const paths = Math.min(30, width((row) => row.path));
    return rows.map(({ place, path, text }) => `  ${place.padEnd(places)}  ${path.padEnd(paths)}  ${text}`).join('\n');
}

;// CONCATENATED MODULE: ./build/src/config/misfits.js








/** What does not fit the file's schema: unknown, missing and wrong fields, each once. */
function misfits(reading, kind) {
    const parsed = kind.schema.safeParse(reading.value);
    return parsed.success ? [] : fieldProblems(reading, kind, parsed.error.issues);
}
function fieldProblems(reading, kind, issues) {
    const strangers = issues
        .filter((issue) => issue.code === 'unrecognized_keys')
        .flatMap((issue) => issue.keys.map((key) => stranger(reading, kind, issue.path, key)));
    const explained = new Set(strangers.map(({ meant }) => meant));
    const byPath = new Map();
    for (const issue of issues) {
        const name = pathText(issue.path);
        if (issue.code === 'unrecognized_keys' || byPath.has(name))
            continue;
        const node = (0,config_reading/* nodeAt */.oB)(reading, issue.path);
        // A key that is there, misspelt, is not missing.
        if (node === null && explained.has(name))
            continue;
        const text = issue.code === 'custom' ? `${(0,config_reading/* shown */.SP)(node?.value)}, which ${issue.message}` : misfit(reading, kind, issue.path);
        byPath.set(name, {
            path: issue.path,
            offset: (0,config_reading/* offsetOf */.b4)(reading, issue.path),
            text: `found ${text}`,
            certain: (0,config_reading/* endOf */.pJ)(reading, issue.path) < reading.brokenAt,
        });
    }
    return [...strangers, ...byPath.values()];
}
function stranger(reading, { schema }, section, key) {
    const path = [...section, key];
    const known = (0,leaves/* keysAt */._s)(section, schema);
    const absent = known.filter((name) => (0,config_reading/* nodeAt */.oB)(reading, [...section, name]) === null);
    const meant = nearest(key, absent) ?? null;
    const elsewhere = (0,leaves/* leavesOf */.wf)(schema)
        .map((leaf) => leaf.path)
        .filter((leaf) => leaf.at(-1) === key && leaf.length > 1)
        .map((leaf) => `\`${leaf.slice(0, -1).join('.')}\``);
    const hint = key === '<<'
        ? 'merge keys are not understood; write the keys out'
        : meant !== null
            ? `unknown key; did you mean \`${meant}\`?`
            : elsewhere.length > 0
                ? `unknown key here; it belongs below ${elsewhere.join(' or ')}`
                : `unknown key; allowed: ${known.join(', ')}`;
    return {
        path,
        offset: (0,config_reading/* offsetOf */.b4)(reading, path, 'key'),
        text: hint,
        certain: true,
        meant: meant === null ? null : pathText([...section, meant]),
    };
}
/** "X; allowed: Y" for what does not fit its schema, and the right spelling where it can be told. */
function misfit(reading, kind, path) {
    const node = (0,config_reading/* nodeAt */.oB)(reading, path)?.value ?? null;
    const schema = (0,leaves/* schemaAt */.lv)(path, kind.schema);
    if (path.length === 0 || schema === undefined)
        return `${(0,config_reading/* shown */.SP)(node)}; allowed: ${kind.name}, with the keys ${(0,leaves/* keysAt */._s)([], kind.schema).join(', ')}`;
    const fits = (value) => schema.safeParse(typeof path.at(-1) === 'number' ? [value] : value).success;
    if ((0,dist/* isScalar */.jn)(node) && typeof node.value === 'string' && node.value.trim() !== '' && fits(Number(node.value))) {
        return `${(0,config_reading/* shown */.SP)(node)} in quotes; write ${(0,errors/* printable */.g$)(node.value.trim())}`;
    }
    const written = (0,config_reading/* writtenAs */.uk)(node);
    if ((0,dist/* isScalar */.jn)(node) && typeof node.value !== 'string' && written !== '' && fits(written)) {
        const read = typeof node.value === 'number' && String(node.value) !== written
            ? `, which YAML reads as the number ${node.value}`
            : ' without quotes';
        return `${(0,errors/* printable */.g$)(written)}${read}; write "${(0,errors/* printable */.g$)(written)}"`;
    }
    const orNone = (0,config_reading/* isEmpty */.Im)(node) && schema.safeParse(undefined).success ? ', or leave the key out' : '';
    return `${(0,config_reading/* shown */.SP)(node)}; allowed: ${allowedAt(schema, path)}${orNone}${meantOption(schema, node)}`;
}
function meantOption(schema, node) {
    const inner = (0,field/* bare */.$B)(schema);
    if (!(inner instanceof schemas/* ZodEnum */.Vb4) || !(0,dist/* isScalar */.jn)(node) || typeof node.value !== 'string')
        return '';
    const meant = nearest(node.value, inner.options.map(String));
    return meant === null ? '' : `; did you mean ${meant}?`;
}
function allowedAt(schema, path) {
    const inner = (0,field/* bare */.$B)(schema);
    if (inner instanceof schemas/* ZodObject */.bvH)
        return `a section with the keys ${Object.keys(inner.shape).join(', ')}`;
    const sections = (0,leaves/* sectionsOf */.Ks)(inner);
    if (sections !== null)
        return `a list of sections with the keys ${Object.keys(sections.shape).join(', ')}`;
    const allowed = (0,field/* factsOf */.xS)(schema)?.allowed ?? 'another value';
    return inner instanceof schemas/* ZodArray */.naA && typeof path.at(-1) !== 'number' ? `a list of ${allowed}` : allowed;
}

;// CONCATENATED MODULE: ./build/src/config/rules.js



/** What no field can tell by itself. Each rule looks at the fields that it can trust and keeps silent about the rest. */
function brokenRules(raw) {
    const draft = draftOf(raw);
    const { layout } = draft;
    const list = isAbsent(layout.folders) || isAbsent(layout.except) ? null : foldersOf(layout.folders, layout.except);
    const known = {
        ...draft,
        folders: list === null || list.problems.length > 0 ? null : list.folders,
        hasPartition: isRecord(raw) && isRecord(raw['partition']),
    };
    const ofLists = (list?.problems ?? []).map(({ list: name, index, text, offset }) => ({
        path: ['layout', name, index],
        text,
        ...(offset === undefined ? {} : { offset }),
    }));
    return [...ofLists, ...RULES.flatMap((rule) => rule(known))];
}
const RULES = [
    keyForm,
    workersAndFolders,
    oneCloud,
    oneBucketOneOwner,
    keyInTheTargetsRegion,
    sourceIsNotTarget,
    ledgerApart,
    tableApart,
    rangesAscend,
    rolesAtHome,
];
function keyForm({ layout }) {
    const problem = isAbsent(layout.key) ? null : keyFormProblem(layout.key);
    return problem === null ? [] : [{ path: ['layout', 'key'], ...problem }];
}
function workersAndFolders({ folders, copy, partition, hasPartition }) {
    if (folders === null)
        return [];
    const tooMany = (path, workers, what) => isAbsent(workers) || workers <= folders.length
        ? []
        : [{ path, text: `is more than the ${folders.length} folders; a ${what} needs at least one` }];
    return [
        ...tooMany(['copy', 'shards'], copy.shards, 'shard'),
        ...(hasPartition ? tooMany(['partition', 'clusters'], partition.clusters, 'cluster') : []),
    ];
}
function oneCloud({ source, target }) {
    if (isAbsent(source.region) || isAbsent(target.region))
        return [];
    const [from, to] = [(0,migration/* awsPartition */.wn)(source.region), (0,migration/* awsPartition */.wn)(target.region)];
    return from === to
        ? []
        : [
            {
                path: ['target', 'region'],
                text: `is of the cloud ${to}, the source's ${source.region} of ${from}; S3 copies within one cloud only`,
            },
        ];
}
function oneBucketOneOwner({ source, target }) {
    if (isAbsent(source.bucket) || source.bucket !== target.bucket)
        return [];
    return ['account', 'region'].flatMap((fact) => isAbsent(source[fact]) || isAbsent(target[fact]) || source[fact] === target[fact]
        ? []
        : [
            {
                path: ['target', fact],
                text: `differs from source.${fact}, but both are the bucket ${source.bucket}, and a bucket has one ${fact}`,
            },
        ]);
}
/** API_CopyObject: S3 asks KMS in the region of the bucket. */
function keyInTheTargetsRegion({ copy, target }) {
    const { kmsKey } = copy.objects;
    const region = isAbsent(kmsKey) ? null : kmsKey.split(':')[3];
    if (isAbsent(region) || isAbsent(target.region) || region === target.region)
        return [];
    const text = `is a key of ${region}, and the target is in ${target.region}; S3 takes keys of the bucket's own region`;
    return [{ path: ['copy', 'objects', 'kmsKey'], text }];
}
function sourceIsNotTarget({ source, target }) {
    if (isAbsent(source.bucket) || source.bucket !== target.bucket || isAbsent(source.prefix) || isAbsent(target.prefix))
        return [];
    if (!nested(source.prefix, target.prefix))
        return [];
    const text = source.prefix === target.prefix
        ? 'is the source itself'
        : `overlaps the source s3://${source.bucket}/${source.prefix}: the copies would be copied again`;
    return [{ path: ['target', target.prefix === '' ? 'bucket' : 'prefix'], text }];
}
function ledgerApart({ source, target, ledger }) {
    if (isAbsent(ledger.bucket))
        return [];
    const path = ['ledger', 'bucket'];
    if (ledger.bucket === target.bucket)
        return [{ path, text: "is the target's bucket: whoever may write the target could then write approvals; the ledger needs its own" }];
    return ledger.bucket === source.bucket ? [{ path, text: "is the source's bucket, and nothing is ever written there" }] : [];
}
function tableApart({ target, folders, partition, hasPartition }) {
    const table = partition.table.prefix;
    if (!hasPartition || isAbsent(table) || isAbsent(target.bucket) || isAbsent(target.prefix))
        return [];
    const path = ['partition', 'table', 'prefix'];
    const inTheWay = folderAt(table, target.prefix, folders);
    return inTheWay === null
        ? []
        : [{ path, text: `puts the table among the target's folders: it overlaps s3://${target.bucket}/${inTheWay}` }];
}
function rangesAscend({ cutoff, partition, hasPartition }) {
    const days = partition.ranges;
    if (!hasPartition || isAbsent(days))
        return [];
    const end = isAbsent(cutoff.document) ? null : new Date(cutoff.document).toISOString();
    return days.flatMap((day, index) => {
        const before = days[index - 1];
        const path = ['partition', 'ranges', index];
        if (before !== undefined && day <= before)
            return [{ path, text: `does not come after ${before}, the day before it in the list` }];
        return end !== null && `${day}T00:00:00.000Z` >= end
            ? [{ path, text: `is not before cutoff.document, ${cutoff.document}: its range would be empty` }]
            : [];
    });
}
function rolesAtHome({ access, source, target }) {
    const accounts = { source: source.account, target: target.account };
    return Object.entries(migration/* ROLE_ACCOUNTS */.we).flatMap(([role, home]) => {
        const arn = access.roles[role];
        const account = accounts[home];
        if (isAbsent(arn) || isAbsent(account) || arn.split(':')[4] === account)
            return [];
        return [{ path: ['access', 'roles', role], text: `is not of account ${account}; the ${role} role lives in the ${home}'s account` }];
    });
}
const nested = (a, b) => a.startsWith(b) || b.startsWith(a);
/** The first folder at the target that lies below `prefix` or around it. */
function folderAt(prefix, targetPrefix, folders) {
    const folder = folders?.find((name) => nested(`${targetPrefix}${name}/`, prefix));
    return folder === undefined ? null : `${targetPrefix}${folder}/`;
}
function draftOf(raw) {
    const draft = {};
    for (const { path, schema } of (0,leaves/* leavesOf */.wf)()) {
        const parsed = schema.safeParse(valueAt(raw, path));
        const sections = path.slice(0, -1);
        const section = sections.reduce((at, key) => (at[key] ??= {}), draft);
        section[path.at(-1) ?? ''] = parsed.success ? (parsed.data ?? null) : undefined;
    }
    return draft;
}
function valueAt(raw, path) {
    return path.reduce((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), raw);
}
function isAbsent(value) {
    return value === null || value === undefined;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./build/src/config/schema.js + 1 modules
var schema = __webpack_require__(2854);
// EXTERNAL MODULE: ./build/src/contracts/transform.js
var transform = __webpack_require__(666);
;// CONCATENATED MODULE: ./build/src/config/table-schema.js







/** The directories of the table; no column may have one of these names. */
const PARTITION_COLUMNS = ['YEAR', 'MONTH', 'DAY'];
const TYPES_ALLOWED = `${transform/* SCALARS */.WD.join(', ')}, a list of one type, or a section of fields`;
const tableSchemaFile = schemas/* strictObject */.rej({
    version: (0,field/* field */.ZZ)('transform', '1', 'The version of this file format.', schemas/* literal */.euz(1)),
    columns: (0,field/* field */.ZZ)('transform', `a section with a type for each column: ${TYPES_ALLOWED}`, "The table's columns in their order, without those of the partition.", 
    // What the types are, `typeAt` looks into: a union's errors would not say which of its forms was meant.
    schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()).refine((columns) => Object.keys(columns).length > 0, 'names no column')),
});
const KIND = { schema: tableSchemaFile, name: 'a table schema' };
/** Glue holds names in lower case, at most 255 bytes of them (API_Column), and a struct's fields within a text that `,` `:` `<` `>` divide. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const NAME_ALLOWED = 'a-z, A-Z, 0-9 and "_", not a digit first, at most 255 characters';
/** Words of other type systems. */
const MEANT = {
    text: 'string',
    str: 'string',
    varchar: 'string',
    int: 'long',
    integer: 'long',
    bigint: 'long',
    int64: 'long',
    number: 'double',
    float: 'double',
    decimal: 'double',
    bool: 'boolean',
    date: 'timestamp',
    datetime: 'timestamp',
    time: 'timestamp',
};
/** The columns that `schema.yml` lists, or everything that is wrong with it. */
function checkTableSchema(text, file) {
    const reading = (0,config_reading/* readYaml */.gM)(text);
    const parsed = tableSchemaFile.safeParse(reading.value);
    const found = [];
    const columns = table_schema_isRecord(reading.value) ? reading.value['columns'] : null;
    const schema = table_schema_isRecord(columns) ? fieldsAt(columns, ['columns'], { reading, found }) : [];
    const verdict = judged(reading, file, [...misfits(reading, KIND), ...found]);
    return {
        ...verdict,
        value: parsed.success && verdict.problems.length === 0 ? schema : null,
        names: verdict.readable && table_schema_isRecord(columns) ? Object.keys(columns) : null,
    };
}
function fieldsAt(fields, path, walk) {
    const first = new Map();
    return Object.entries(fields).map(([name, type]) => {
        const own = [...path, name];
        const plain = name.toLowerCase();
        const twin = first.get(plain);
        if (!NAME.test(name))
            tell(walk, own, 'key', `found the name ${(0,config_reading/* quoted */.TL)(name)}; allowed: ${NAME_ALLOWED}`);
        else if (twin !== undefined)
            tell(walk, own, 'key', `is ${twin} again: Glue holds both as ${plain}`);
        else if (path.length === 1 && PARTITION_COLUMNS.some((column) => column.toLowerCase() === plain))
            tell(walk, own, 'key', `is a column of the partition (${PARTITION_COLUMNS.join(', ')}): it is the directory's, and in no file`);
        else
            first.set(plain, name);
        return [name, typeAt(type, own, walk)];
    });
}
function typeAt(type, path, walk) {
    if (typeof type === 'string') {
        const scalar = transform/* SCALARS */.WD.find((word) => word === type);
        if (scalar !== undefined)
            return scalar;
        const meant = Object.hasOwn(MEANT, type.toLowerCase()) ? MEANT[type.toLowerCase()] : nearest(type, transform/* SCALARS */.WD);
        const hint = meant === null || meant === undefined ? '' : `; did you mean ${meant}?`;
        return refused(walk, path, `; allowed: ${TYPES_ALLOWED}${hint}`);
    }
    if (Array.isArray(type)) {
        if (type.length !== 1)
            return refused(walk, path, ` of ${type.length}; allowed: a list of one type, such as [string]`);
        return { list: typeAt(type[0], [...path, 0], walk) };
    }
    if (!table_schema_isRecord(type) || Object.keys(type).length === 0)
        return refused(walk, path, `; allowed: ${TYPES_ALLOWED}`);
    if (!Object.hasOwn(type, '*'))
        return { struct: fieldsAt(type, path, walk) };
    if (Object.keys(type).length > 1)
        return refused(walk, path, ' with "*" beside other fields; "*" means every key, and stands alone');
    return { map: typeAt(type['*'], [...path, '*'], walk) };
}
function refused(walk, path, words) {
    tell(walk, path, 'value', `found ${(0,config_reading/* shown */.SP)((0,config_reading/* nodeAt */.oB)(walk.reading, path)?.value)}${words}`);
    return 'string';
}
function tell({ reading, found }, path, at, text) {
    const end = (0,config_reading/* endOf */.pJ)(reading, path);
    found.push({ path, offset: (0,config_reading/* offsetOf */.b4)(reading, path, at), text, certain: end < reading.brokenAt });
}
function table_schema_isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./build/src/config/field-path.js
const WORD = /^[A-Za-z_][A-Za-z0-9_]*/;
/** A name as JSON writes it, in brackets. What is between the quotes is left to JSON. */
const QUOTED = /^\[("(?:[^"\\]|\\.)*")\]/s;
/** `Items[].productCategories`, `CustomData.customApps[].fields["cart-extra-context"]`. */
function readFieldPath(text) {
    const steps = [];
    let at = 0;
    const refused = (reason) => ({ ok: false, at, reason });
    while (at < text.length || steps.length === 0) {
        const quoted = QUOTED.exec(text.slice(at));
        if (quoted === null && steps.length > 0) {
            if (text[at] !== '.')
                return refused(strayText(text.slice(at)));
            at += 1;
        }
        const [whole, field] = quoted === null ? wordAt(text, at) : [quoted[0], nameIn(quoted[1] ?? '')];
        if (field === null || field === '')
            return refused(noName(text.slice(at)));
        at += whole.length;
        const each = text.startsWith('[]', at);
        if (each)
            at += 2;
        steps.push({ field, each });
    }
    return { ok: true, path: steps };
}
function wordAt(text, at) {
    const word = WORD.exec(text.slice(at))?.[0] ?? null;
    return [word ?? '', word];
}
function nameIn(literal) {
    try {
        return JSON.parse(literal);
    }
    catch {
        return null;
    }
}
function noName(rest) {
    if (rest === '')
        return 'ends where a name is to follow';
    if (rest.startsWith('["'))
        return 'has a name in ["…"] that is not closed, not JSON text, or empty';
    if (rest.startsWith('['))
        return 'has brackets without a field before them';
    return `has ${JSON.stringify(rest[0])} where a name is to begin; a name that is no plain word is written ["…"]`;
}
function strayText(rest) {
    if (rest.startsWith('[]'))
        return 'has [] twice; lists of lists are not understood';
    if (/^\[\d/.test(rest))
        return 'has an element by its number; [] means every element';
    if (rest.startsWith('['))
        return 'has brackets that are neither [] nor ["…"]';
    return `has ${JSON.stringify(rest[0])} where ".", [] or ["…"] may follow; a name that is no plain word is written ["…"]`;
}
/** As it is written; the same path always in the same words. */
function fieldPathText(path) {
    return path.reduce((text, { field, each }) => {
        const plain = WORD.exec(field)?.[0] === field;
        const name = plain ? `${text === '' ? '' : '.'}${field}` : `[${JSON.stringify(field)}]`;
        return `${text}${name}${each ? '[]' : ''}`;
    }, '');
}

;// CONCATENATED MODULE: ./build/src/config/transform-fields.js



/** Rules that name no field of the schema, or one that the rule cannot be about. */
function againstSchema(fields, keysContaining, columns) {
    return fields.flatMap((field) => {
        const problem = problemOf(field, columns) ?? droppedBy(field, fields, keysContaining);
        return problem === null ? [] : [{ path: field.at, text: problem }];
    });
}
function problemOf({ list, path, pair }, columns) {
    const [first] = path;
    if (first !== undefined && !columns.names.includes(first.field))
        return unknownField(first.field, '', columns.file, columns.names);
    if (columns.schema === null)
        return null;
    const found = transform_fields_typeAt(path, columns.file, columns.schema);
    // What is dropped need not be in the table, where it is only missing: the columns are what an order holds afterwards.
    if (!found.ok)
        return list === 'drop' && found.missingBelow ? null : found.reason;
    const { type } = found;
    const each = path.some((step) => step.each);
    const whole = path.at(-1)?.each !== true;
    const is = `is ${typeName(type)} in ${columns.file}`;
    switch (list) {
        case 'parse':
            return typeof type === 'string' ? `${is}; JSON text becomes a list, a section or a map` : null;
        case 'entries':
            if (!whole)
                return 'ends with []; the path names the object, and not what it becomes';
            return isPairs(type, pair) ? null : `${is}; an object becomes a list of ${pairName(pair)} here`;
        case 'unique':
            return each || (type !== 'string' && type !== 'long') ? `${each ? 'has many values' : is}; allowed: one text or whole number` : null;
        case 'date':
            return each || type !== 'timestamp' ? `${each ? 'has many values' : is}; allowed: a timestamp` : null;
        case 'drop':
            return null;
    }
}
/** The date and what is unique are looked for after the dropping: dropped, they would be missing in every document. */
function droppedBy({ list, path }, fields, keysContaining) {
    if (list !== 'date' && list !== 'unique')
        return null;
    const dropped = fields.find((other) => other.list === 'drop' && other.path.every((step, index) => step.field === path[index]?.field));
    if (dropped !== undefined)
        return `drop.paths leaves out (${fieldPathText(dropped.path)})`;
    const part = keysContaining.find((text) => path.some(({ field }) => field.toLowerCase().includes(text.toLowerCase())));
    return part === undefined ? null : `drop.keysContaining leaves out (${part})`;
}
/** What the schema says that stands at a path. */
function transform_fields_typeAt(path, file, schema) {
    let type = { struct: schema };
    for (const [index, { field, each }] of path.entries()) {
        const before = fieldPathText(path.slice(0, index));
        const refused = (reason, missingBelow = false) => ({ ok: false, reason, missingBelow });
        if (typeof type === 'string')
            return refused(`looks into ${before}, which is ${typeName(type)} in ${file}`);
        if ('list' in type)
            return refused(`looks into ${before}, which is a list in ${file}; write ${before}[]`);
        if ('map' in type) {
            type = type.map;
        }
        else {
            const own = type.struct;
            const known = own.find(([name]) => name === field);
            if (known === undefined)
                return refused(unknownField(field, before, file, own.map(([name]) => name)), index > 0);
            type = known[1];
        }
        const whole = fieldPathText(path.slice(0, index + 1));
        if (each) {
            if (typeof type === 'string' || !('list' in type))
                return refused(`has [] behind ${whole.slice(0, -2)}, which is ${typeName(type)} in ${file}`);
            type = type.list;
        }
    }
    return { ok: true, type };
}
function unknownField(field, before, file, names) {
    const what = before === ''
        ? `names the column ${(0,config_reading/* quoted */.TL)(field)}, which ${file} has not`
        : `names ${(0,config_reading/* quoted */.TL)(field)}, which ${before} has not in ${file}`;
    const meant = nearest(field, names);
    return meant === null ? what : `${what}; did you mean ${meant}?`;
}
function isPairs(type, pair) {
    // Names that are missing are told by themselves.
    if (typeof pair?.key !== 'string' || typeof pair.value !== 'string')
        return true;
    if (typeof type === 'string' || !('list' in type))
        return false;
    const { list } = type;
    if (typeof list === 'string' || !('struct' in list) || list.struct.length !== 2)
        return false;
    const typeOf = (wanted) => list.struct.find(([name]) => name === wanted)?.[1];
    // Keys of an object are texts.
    return typeOf(pair.key) === 'string' && typeOf(pair.value) !== undefined;
}
const pairName = (pair) => `sections with exactly ${String(pair?.key)} (string) and ${String(pair?.value)}`;
function typeName(type) {
    if (typeof type === 'string')
        return `a ${type}`;
    if ('list' in type)
        return typeof type.list === 'string' ? `a list of ${type.list}` : 'a list';
    return 'map' in type ? 'a map' : 'a section';
}

;// CONCATENATED MODULE: ./build/src/config/transform.js







const PATH_ALLOWED = 'the path of a field, such as Items[].productCategories';
const transform_NAME_ALLOWED = 'the name of a field';
const fieldPath = schemas/* string */.YjP().min(1).max(1000);
const transformFile = schemas/* strictObject */.rej({
    version: (0,field/* field */.ZZ)('transform', '1', 'The version of this file format.', schemas/* literal */.euz(1)),
    parse: (0,field/* field */.ZZ)('transform', PATH_ALLOWED, 'Fields that hold JSON as text.', schemas/* array */.YOg(fieldPath).default([])),
    entries: schemas/* array */.YOg(schemas/* strictObject */.rej({
        path: (0,field/* field */.ZZ)('transform', PATH_ALLOWED, 'An object whose keys are values.', fieldPath),
        key: (0,field/* field */.ZZ)('transform', transform_NAME_ALLOWED, "What the key becomes: a field of the list's structs.", schemas/* string */.YjP().min(1)),
        value: (0,field/* field */.ZZ)('transform', transform_NAME_ALLOWED, 'What the value becomes.', schemas/* string */.YjP().min(1)),
    }))
        .default([]),
    drop: schemas/* strictObject */.rej({
        paths: (0,field/* field */.ZZ)('transform', PATH_ALLOWED, 'Fields that are left out.', schemas/* array */.YOg(fieldPath).default([])),
        keysContaining: (0,field/* field */.ZZ)('transform', 'texts; a key that contains one, in any case, at any depth, is left out', 'Every key that contains one of these, in any case, at any depth.', schemas/* array */.YOg(schemas/* string */.YjP().min(1)).default([])),
    })
        .prefault({}),
    unique: (0,field/* field */.ZZ)('transform', PATH_ALLOWED, 'What two documents of the same thing agree in.', fieldPath.optional()),
    partition: schemas/* strictObject */.rej({
        date: (0,field/* field */.ZZ)('transform', PATH_ALLOWED, "The first of these that holds a date gives the document's day.", schemas/* array */.YOg(fieldPath).min(1)),
        columns: schemas/* strictObject */.rej({
            YEAR: (0,field/* field */.ZZ)('transform', 'year', 'The year, four digits.', schemas/* literal */.euz('year')),
            MONTH: (0,field/* field */.ZZ)('transform', 'month', 'The month, two digits.', schemas/* literal */.euz('month')),
            DAY: (0,field/* field */.ZZ)('transform', 'day', 'The day, two digits.', schemas/* literal */.euz('day')),
        }),
    }),
});
const transform_KIND = { schema: transformFile, name: 'rules of a transformation' };
/**
 * The rules that `transform.yml` states, or everything that is wrong with them.
 * @param columns what the rules' fields are held to; null when there is no schema that can be trusted
 */
function checkTransform(text, file, columns) {
    const reading = (0,config_reading/* readYaml */.gM)(text);
    const parsed = transformFile.safeParse(reading.value);
    const paths = writtenPaths(reading.value).map(read);
    const verdict = judged(reading, file, [
        ...misfits(reading, transform_KIND),
        ...brokenAsFound(reading, [
            ...paths.flatMap(({ at, found }) => (found.ok ? [] : [{ path: at, offset: found.at, text: found.reason }])),
            ...writtenTwice(paths),
            ...sameNames(reading.value),
            ...(columns === null ? [] : againstSchema(fieldsOf(paths), keysContaining(reading.value), columns)),
        ]),
    ]);
    return { ...verdict, value: parsed.success && verdict.problems.length === 0 ? rulesOf(parsed.data) : null };
}
/** Every path that stands where one belongs, whatever else is wrong with the file. */
function writtenPaths(raw) {
    const texts = (list, at) => elementsAt(raw, at).flatMap((text, index) => (typeof text === 'string' && text !== '' ? [{ list, at: [...at, index], text }] : []));
    const entries = elementsAt(raw, ['entries']).flatMap((entry, index) => {
        const text = transform_valueAt(entry, ['path']);
        if (typeof text !== 'string' || text === '')
            return [];
        const pair = { key: transform_valueAt(entry, ['key']), value: transform_valueAt(entry, ['value']) };
        return [{ list: 'entries', at: ['entries', index, 'path'], text, pair }];
    });
    const unique = transform_valueAt(raw, ['unique']);
    return [
        ...texts('parse', ['parse']),
        ...entries,
        ...texts('drop', ['drop', 'paths']),
        ...(typeof unique === 'string' && unique !== '' ? [{ list: 'unique', at: ['unique'], text: unique }] : []),
        ...texts('date', ['partition', 'date']),
    ];
}
const read = (written) => ({ ...written, found: readFieldPath(written.text) });
const fieldsOf = (paths) => paths.flatMap(({ found, ...written }) => (found.ok ? [{ ...written, path: found.path }] : []));
function writtenTwice(paths) {
    const first = new Map();
    return paths.flatMap(({ list, at, found }) => {
        if (!found.ok)
            return [];
        const name = `${list} ${fieldPathText(found.path)}`;
        const earlier = first.get(name);
        if (earlier === undefined)
            first.set(name, pathText(at));
        return earlier === undefined ? [] : [{ path: at, text: `${earlier} names already` }];
    });
}
function sameNames(raw) {
    return elementsAt(raw, ['entries']).flatMap((entry, index) => {
        const [key, value] = [transform_valueAt(entry, ['key']), transform_valueAt(entry, ['value'])];
        return typeof key === 'string' && key === value ? [{ path: ['entries', index, 'value'], text: 'is the name of the key too' }] : [];
    });
}
const keysContaining = (raw) => elementsAt(raw, ['drop', 'keysContaining']).filter((text) => typeof text === 'string');
function rulesOf({ parse, entries, drop, unique, partition }) {
    return {
        parse: parse.map(pathOf),
        entries: entries.map(({ path, key, value }) => ({ path: pathOf(path), key, value })),
        drop: { paths: drop.paths.map(pathOf), keysContaining: drop.keysContaining },
        unique: unique === undefined ? null : pathOf(unique),
        date: partition.date.map(pathOf),
    };
}
/** Of a text that was read before without a problem. */
function pathOf(text) {
    const found = readFieldPath(text);
    return found.ok ? found.path : [];
}
function elementsAt(raw, path) {
    const value = transform_valueAt(raw, path);
    return Array.isArray(value) ? value : [];
}
function transform_valueAt(raw, path) {
    return path.reduce((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? at[key] : undefined), raw);
}

;// CONCATENATED MODULE: ./build/src/config/parse.js















/** Examples that the package ships. */
const EXAMPLES = ['examples/checkout-history/migration.yml', 'examples/checkout-history/quick.yml'];
/**
 * @param file the name that problems are reported under, and what the files it names are relative to
 * @param named the content of those files; without it the migration has no digests
 * @throws MigrationError CONFIG_INVALID that lists every problem at once
 */
function parseMigration(text, file, named) {
    const checked = checkMigration(text, file, named);
    if (checked.ok)
        return checked.migration;
    const { problems, readable } = checked;
    const files = [...new Set(problems.map((problem) => problem.file))];
    const many = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    throw new errors/* MigrationError */.Py('CONFIG_INVALID', `${files.join(' and ')} ${files.length === 1 ? 'has' : 'have'} ${many}:\n${renderProblems(problems)}`, {
        next: readable
            ? `Correct ${problems.length === 1 ? 'it' : 'them'}; ${EXAMPLES[0]} shows every field with its meaning.`
            : 'Correct the text first: what follows the broken line could not be read, and may have problems of its own.',
    });
}
function checkMigration(text, file, named) {
    const reading = (0,config_reading/* readYaml */.gM)(text);
    const parsed = schema/* migrationFile */.Z.safeParse(reading.value);
    const own = judged(reading, file, [
        ...misfits(reading, { schema: schema/* migrationFile */.Z, name: 'a migration' }),
        ...brokenAsFound(reading, brokenRules(reading.value)),
        ...absentFiles(reading, file, named),
    ]);
    const contentOf = (field) => named?.get(parse_pathOf(reading, file, field) ?? '') ?? null;
    const beside = checkTable(reading, file, contentOf);
    const problems = [...own.problems, ...beside.problems];
    if (problems.length > 0 || !parsed.success)
        return { ok: false, problems, readable: own.readable && beside.readable };
    const { layout, partition } = parsed.data;
    const fileOf = (field, value) => {
        if (partition === undefined)
            return null;
        const content = contentOf(field);
        return { path: (0,external_node_path_.join)((0,external_node_path_.dirname)(file), partition[field]), digest: content === null ? null : (0,digests/* digestOf */.ol)((0,config_reading/* readYaml */.gM)(content).value), value };
    };
    return {
        ok: true,
        migration: (0,migration/* migrationOf */.IC)(parsed.data, {
            folders: foldersOf(layout.folders, layout.except).folders,
            rules: fileOf('rules', beside.rules),
            schema: fileOf('schema', beside.schema),
        }),
    };
}
const NAMED_FIELDS = ['rules', 'schema'];
/** The two files beside the migration, as far as they are there. */
function checkTable(reading, file, contentOf) {
    const [rulesText, schemaText] = NAMED_FIELDS.map(contentOf);
    const [rulesFile = '', schemaFile = ''] = NAMED_FIELDS.map((field) => parse_pathOf(reading, file, field) ?? '');
    const schema = typeof schemaText === 'string' ? checkTableSchema(schemaText, schemaFile) : null;
    const columns = schema === null || schema.names === null ? null : { file: schemaFile, names: schema.names, schema: schema.value };
    const rules = typeof rulesText === 'string' ? checkTransform(rulesText, rulesFile, columns) : null;
    return {
        rules: rules?.value ?? null,
        schema: schema?.value ?? null,
        problems: [...(rules?.problems ?? []), ...(schema?.problems ?? [])],
        readable: rules?.readable !== false && schema?.readable !== false,
    };
}
/** Null where the field does not name a file. */
function parse_pathOf(reading, file, field) {
    const path = ['partition', field];
    const name = (0,config_reading/* nodeAt */.oB)(reading, path)?.value;
    if (!(0,dist/* isScalar */.jn)(name) || typeof name.value !== 'string' || (0,leaves/* schemaAt */.lv)(path)?.safeParse(name.value).success !== true)
        return null;
    return (0,external_node_path_.join)((0,external_node_path_.dirname)(file), name.value);
}
function absentFiles(reading, file, named) {
    if (named === undefined)
        return [];
    return NAMED_FIELDS.flatMap((field) => {
        const beside = parse_pathOf(reading, file, field);
        if (beside === null || typeof named.get(beside) === 'string')
            return [];
        const path = ['partition', field];
        const text = `found ${(0,config_reading/* shown */.SP)((0,config_reading/* nodeAt */.oB)(reading, path)?.value)}, but there is no file ${(0,errors/* printable */.g$)(beside)}`;
        return [{ path, offset: (0,config_reading/* offsetOf */.b4)(reading, path), text, certain: true }];
    });
}

;// CONCATENATED MODULE: ./build/src/config/load.js





/** @throws MigrationError CONFIG_MISSING, CONFIG_INVALID */
async function loadMigration(readFile, path) {
    const text = await readFile(path).catch((cause) => {
        throw new errors/* MigrationError */.Py('CONFIG_MISSING', unreadable(path, cause), {
            cause,
            next: `Name a migration file; to begin one, copy an example: ${EXAMPLES.join(' or ')}.`,
        });
    });
    const named = new Map();
    for (const name of namedIn((0,config_reading/* readYaml */.gM)(text).value)) {
        const beside = (0,external_node_path_.join)((0,external_node_path_.dirname)(path), name);
        named.set(beside, await readFile(beside).catch(() => null));
    }
    return parseMigration(text, path, named);
}
function unreadable(path, cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR')
        return `There is no migration file ${(0,errors/* printable */.g$)(path)}`;
    if (code === 'EISDIR')
        return `${(0,errors/* printable */.g$)(path)} is a folder, not a migration file`;
    return `The migration file ${(0,errors/* printable */.g$)(path)} cannot be read${code === '' ? '' : ` (${code})`}`;
}
function namedIn(value) {
    const shape = schemas/* object */.Ikc({ partition: schemas/* object */.Ikc({ rules: schemas/* unknown */.L5J(), schema: schemas/* unknown */.L5J() }) }).safeParse(value);
    return shape.success ? Object.values(shape.data.partition).filter((name) => typeof name === 'string') : [];
}


/***/ }),

/***/ 132:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Im: () => (/* binding */ isEmpty),
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   TL: () => (/* binding */ quoted),
/* harmony export */   b4: () => (/* binding */ offsetOf),
/* harmony export */   gM: () => (/* binding */ readYaml),
/* harmony export */   oB: () => (/* binding */ nodeAt),
/* harmony export */   pJ: () => (/* binding */ endOf),
/* harmony export */   uk: () => (/* binding */ writtenAs)
/* harmony export */ });
/* unused harmony export keyOf */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7406);


const TOO_DEEP = 'is nested too deeply to be read';
/** Errors after which the tree is still what the writer meant. */
const HARMLESS = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS']);
function readYaml(text) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const unread = (words) => ({
        text,
        doc: (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)('', { lineCounter: lines }),
        lines,
        value: null,
        flaws: [{ path: [], offset: 0, text: words }],
        brokenAt: 0,
    });
    // What an editor saves as UTF-16 has a NUL in each of its characters.
    if (text.includes('\u0000'))
        return unread('found a NUL character; allowed: text in UTF-8');
    let doc;
    try {
        doc = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.2' });
    }
    catch (cause) {
        // The parser recurses; only a text made for it is nested this deep.
        if (!(cause instanceof RangeError))
            throw cause;
        return unread(TOO_DEEP);
    }
    const broken = doc.errors.filter(({ code }) => !HARMLESS.has(code)).map(({ pos }) => pos[0]);
    const flaws = [...syntaxFlaws(text, doc, lines), ...referenceFlaws(doc)];
    let value = null;
    try {
        value = doc.toJS({ maxAliasCount: 100 });
    }
    catch (cause) {
        // Thrown for an alias without anchor, which is a flaw already, and for aliases that multiply beyond measure.
        if (!(cause instanceof ReferenceError))
            throw cause;
        if (flaws.length === 0)
            flaws.push({
                path: [],
                offset: 0,
                text: 'repeats itself through aliases more often than such a file can need; write the values out',
            });
    }
    return { text, doc, lines, value, flaws, brokenAt: value === null && flaws.length > 0 ? 0 : Math.min(Infinity, ...broken) };
}
/** One flaw for a line: what follows an error on its line is its echo. */
function syntaxFlaws(text, doc, lines) {
    const byLine = new Map();
    for (const error of doc.errors) {
        const offset = placeOf(error, doc, text);
        const { line } = lines.linePos(offset);
        const echo = error.message.includes('in YAML stream') && byLine.size > 0;
        if (!echo && !byLine.has(line))
            byLine.set(line, { ...wordsFor(error, text, doc, lines, offset), offset });
    }
    return [...byLine.values()];
}
/** A quote that is never closed is reported at the end of the text; it is to be mended where it begins. */
function placeOf({ pos, code }, doc, text) {
    let offset = Math.min(pos[0], Math.max(0, text.length - 1));
    if (code === 'MISSING_CHAR') {
        (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR)(doc, {
            Scalar(_, scalar) {
                const [start, end] = scalar.range ?? [0, 0];
                if (scalar.type?.startsWith('QUOTE') === true && end >= pos[0])
                    offset = start;
            },
        });
    }
    return offset;
}
function wordsFor(error, text, doc, lines, offset) {
    const { message } = error;
    const flaw = (words, path = []) => ({ path, text: words });
    switch (error.code) {
        case 'TAB_AS_INDENT':
            return flaw('found a tab as indentation; allowed: spaces');
        case 'DUPLICATE_KEY': {
            const { path, first } = twinOf(doc, offset);
            return flaw(`is written twice${first === null ? '' : `; it is in line ${lines.linePos(first).line} already`}`, path);
        }
        case 'MULTIPLE_DOCS':
            return flaw('found a second document; allowed: one document in each file');
        case 'MISSING_CHAR':
            return flaw(message.includes('quote') ? 'found a quote that is never closed' : `found what is not YAML: ${lowerFirst(message)}`);
        case 'BAD_SCALAR_START':
            return flaw(`found a text that begins with "${text[offset] ?? ''}"; put it in quotes`);
        case 'BLOCK_AS_IMPLICIT_KEY':
            return flaw('found a second ": " in the line; put the text in quotes');
        case 'MULTILINE_IMPLICIT_KEY':
            return flaw('found a line without ": "; allowed: a key, a colon, a value');
        default:
            if (isUnquotedBraces(lineAt(text, offset)))
                return flaw('found braces without quotes; put the whole text in quotes');
            if (message.startsWith('All mapping items'))
                return flaw('found a key that is not in line with the keys around it');
            if (/^Flow (sequence|map)/.test(message))
                return flaw(`found no "${message.includes('sequence') ? ']' : '}'}" for what began before`);
            return flaw(message.includes('call stack') ? TOO_DEEP : `found what is not YAML: ${lowerFirst(message)}`);
    }
}
/** An unquoted { begins a mapping: the commonest slip with folder patterns and with the form of a key. */
function isUnquotedBraces(line) {
    return /(?:^|[:\-[,])\s*\{[^}"']*\}[^\s,\]#]/.test(line);
}
function referenceFlaws(doc) {
    const flaws = doc.warnings.map((warning) => ({
        path: [],
        offset: warning.pos[0],
        text: `found what is not understood: ${lowerFirst(warning.message)}`,
    }));
    (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR)(doc, {
        Alias(_, alias, ancestors) {
            if (alias.resolve(doc) !== undefined)
                return;
            const name = (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(alias.source);
            flaws.push({
                path: pathTo(ancestors),
                offset: alias.range?.[0] ?? 0,
                text: `found the alias *${name}; no &${name} stands before it`,
            });
        },
    });
    return flaws;
}
/** The path of a node, from what lies around it. Elements of a list have their list's path. */
function pathTo(ancestors) {
    return ancestors.filter((node) => (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isPair */ .tO)(node)).map(keyOf);
}
function twinOf(doc, offset) {
    let found = { path: [], first: null };
    (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR)(doc, {
        Map(_, map, ancestors) {
            const again = map.items.find((pair) => rangeOf(pair.key)?.[0] === offset);
            if (again === undefined)
                return;
            const key = keyOf(again);
            const first = map.items.find((pair) => keyOf(pair) === key);
            found = { path: [...pathTo(ancestors), key], first: rangeOf(first?.key)?.[0] ?? null };
            return yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR.BREAK;
        },
    });
    return found;
}
/** What stands at a path: the pair's key, and its value when there is one. The last of two equal keys counts, as in the values. */
function nodeAt({ doc }, path) {
    let key = null;
    let value = resolved(doc, doc.contents);
    for (const step of path) {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(value)) {
            const pair = value.items.findLast((item) => keyOf(item) === String(step));
            if (pair === undefined)
                return null;
            key = pair.key;
            value = resolved(doc, pair.value);
        }
        else if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(value) && typeof step === 'number' && step < value.items.length) {
            value = resolved(doc, value.items[step]);
            key = null;
        }
        else {
            return null;
        }
    }
    return { key, value };
}
function resolved(doc, node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(node) ? (node.resolve(doc) ?? node) : node;
}
/** Where a problem of a path is shown: the value, else its key, else the section around it. */
function offsetOf(reading, path, at = 'value', into = 0) {
    const found = nodeAt(reading, path);
    if (found === null)
        return path.length === 0 ? 0 : offsetOf(reading, path.slice(0, -1), 'key');
    const { key, value } = found;
    const chosen = at === 'value' && value !== null && !isEmpty(value) ? value : (key ?? value);
    const start = rangeOf(chosen)?.[0] ?? 0;
    return chosen === value && (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(value) ? start + insideScalar(reading.text, start, value.value, into) : start;
}
/** Characters into a text, where the text stands in the file as it is; 0 where it is folded or escaped. */
function insideScalar(text, start, value, into) {
    if (into === 0 || typeof value !== 'string')
        return 0;
    const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
    return text.startsWith(value, start + quote) ? quote + into : 0;
}
/** Where what stands at a path ends; Infinity where nothing stands. */
function endOf(reading, path) {
    const value = nodeAt(reading, path)?.value ?? null;
    return isEmpty(value) ? Infinity : (rangeOf(value)?.[1] ?? Infinity);
}
/** What was found, as an error says it. */
function shown(node) {
    if (node === null || node === undefined || isEmpty(node))
        return 'nothing';
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node))
        return node.items.length === 0 ? 'an empty section' : 'a section';
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node))
        return node.items.length === 0 ? 'an empty list' : 'a list';
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node))
        return 'an alias';
    if (typeof node.value === 'string')
        return node.value === '' ? 'an empty text' : quoted(node.value);
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(writtenAs(node));
}
function quoted(text) {
    const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
    return `"${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(short)}"`;
}
/** A plain number, truth value or null as it was typed: 012345678901, not 12345678901. */
function writtenAs(node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) ? (node.source ?? String(node.value)) : '';
}
/** `bucket:` with nothing behind it. */
function isEmpty(node) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) && node.value === null && (node.source ?? '') === '';
}
function keyOf(pair) {
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(pair.key) ? String(pair.key.value) : String(pair.key);
}
function rangeOf(node) {
    return node?.range;
}
function lineAt(text, offset) {
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const end = text.indexOf('\n', start);
    return text.slice(start, end === -1 ? text.length : end);
}
/** What the parser says, which may quote the text. */
function lowerFirst(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .printable */ .g$)(text.charAt(0).toLowerCase() + text.slice(1));
}


/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hi: () => (/* binding */ inMarkdown),
/* harmony export */   KT: () => (/* binding */ named),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   ai: () => (/* binding */ number),
/* harmony export */   bk: () => (/* binding */ VERDICTS),
/* harmony export */   mH: () => (/* binding */ shardMarkdown),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** Text from outside, inert in Markdown: a key may hold anything. */
function inMarkdown(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text).replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@$]/g, (char) => `&#${char.charCodeAt(0)};`);
}
const number = (value) => value.toLocaleString('en-US');
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
/** Names of a list, cut where a reader stops reading; the count is exact. */
function named(names, upTo) {
    const rest = names.length - upTo;
    return (names
        .slice(0, upTo)
        .map((name) => `\`${name}\``)
        .join(' ') + (rest > 0 ? ` and ${number(rest)} more` : ''));
}
function planMarkdown(plan, digest, uri) {
    const { estimate, source, target, cutoff } = plan;
    const bound = plan.folders.some(({ more }) => more) ? '≥ ' : '';
    return [
        `### Plan: ${plan.migration}`,
        '',
        table(['what', 'value'], [
            ['source', `\`s3://${source.bucket}/${source.prefix}\` (${source.region}, ${source.account})`],
            ['target', `\`s3://${target.bucket}/${target.prefix}\` (${target.region}, ${target.account})`],
            ['cut-off', cutoff.lastModified ?? 'none'],
            ['folders', number(plan.folders.length)],
            ['shards', number(plan.shards.length)],
            ['objects', bound + number(estimate.objects)],
            ['bytes', bound + number(estimate.bytes)],
            ['cost', `${bound}$${estimate.usd.toFixed(2)} (prices of ${estimate.pricesOf})`],
            ...(plan.verify === undefined
                ? []
                : [['verify', `on a machine of type ${plan.verify.machine.instanceType}, about ${bound}${estimate.machineHours ?? 0} h`]]),
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
/** Failed keys on a page; the result has all of them. */
const FAILURES_SHOWN = 10;
const reasonOf = ({ code, message, requestId }) => `${inMarkdown(code)}: ${inMarkdown(message)}${requestId === undefined ? '' : ` (request ${inMarkdown(requestId)})`}`;
function shardMarkdown(result) {
    const { shard, round, verdict, accounts, attempt, skipped, folders, failures, failedFolders = [] } = result;
    const lines = [
        `### Shard ${shard}${round === 0 ? '' : `, round ${round}`}: ${verdict === 'equal' ? '✅ equal' : verdict === 'stopped' ? '⏸ stopped' : '❌ failed'}`,
        '',
        table(['folders', 'done before', 'listed', 'identical', 'copied', 'failed', 'vanished', 'excluded', 'copied now', 'seconds'], [
            [
                folders,
                skipped,
                accounts.listed,
                accounts.identical,
                accounts.copied,
                accounts.failed,
                accounts.vanished,
                accounts.excluded,
                attempt.copies,
                Math.round(attempt.seconds),
            ].map(number),
        ]),
        '',
    ];
    for (const { folder, ...why } of failedFolders)
        lines.push(`- folder ${inMarkdown(folder)}: ${reasonOf(why)}`);
    for (const { key, ...why } of failures.slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(key)}: ${reasonOf(why)}`);
    if (failures.length > FAILURES_SHOWN)
        lines.push(`- and ${number(failures.length - FAILURES_SHOWN)} more`);
    // Once for each code and step: what to do is the same for all of its keys.
    const steps = new Set([...failedFolders, ...failures].flatMap(({ code, next }) => (next === undefined ? [] : [`${code}: ${next}`])));
    if (steps.size > 0)
        lines.push('', 'What to do:', '');
    for (const step of [...steps].slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(step)}`);
    if (attempt.unswept !== undefined)
        lines.push('', `Uploads in parts that an earlier worker may have left stay: ${inMarkdown(attempt.unswept)}`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function batchRows({ run }) {
    if (run.batches.length === 0)
        return [];
    const met = {};
    for (const { failures } of run.batches)
        for (const [name, times] of Object.entries(failures))
            met[name] = (met[name] ?? 0) + times;
    return [
        ['clusters rented by this run', number(run.batches.reduce((sum, { clusters }) => sum + clusters, 0))],
        ...Object.entries(met).map(([name, times]) => [`folders or ranges that failed on one: ${name}`, number(times)]),
    ];
}
function documentRows({ documents, published, table: seen }) {
    if (documents === null)
        return [];
    return [
        ['documents read', number(documents.read)],
        ['= rows', number(documents.rows)],
        ...Object.entries(documents.rejects).map(([reason, times]) => [`+ rejects: ${reason}`, number(times)]),
        [
            'published',
            published === null
                ? 'nothing'
                : `${number(published.rows)} rows in ${number(published.files)} files of ${number(published.partitions)} days`,
        ],
        ...(seen === null ? [] : [['table verified', seen.verdict === 'whole' ? 'whole' : Object.keys(seen.findings).join(', ')]]),
    ];
}
function receiptMarkdown(receipt, plan, passes) {
    const { objects, folders, resources, run } = receipt;
    const complete = receipt.verdict === 'complete';
    const left = resources.instances + resources.clusters + resources.grants;
    return [
        `### ${complete ? '✅ Complete' : '❌ Incomplete'}: ${receipt.migration}`,
        '',
        complete
            ? `Every key of the ${number(folders.expected)} expected folders that belongs to the migration is proven to be at \`s3://${plan.target.bucket}/${plan.target.prefix}\`.`
            : receipt.reasons.map((reason) => `- ${inMarkdown(reason)}`).join('\n'),
        '',
        table(['what', 'number'], [
            ['folders expected', number(folders.expected)],
            ['folders identical', number(folders.identical)],
            ['objects listed', number(objects.listed)],
            ['= copied', number(objects.copied)],
            ['+ identical already', number(objects.identical)],
            ['+ failed', number(objects.failed)],
            ['+ vanished', number(objects.vanished)],
            ['+ excluded', number(objects.excluded)],
            ['bytes proven at the target', number(receipt.bytes)],
            ...documentRows(receipt),
            ['copies made by this run', number(run.copies)],
            ...batchRows(receipt),
            [
                'still rented or granted',
                left === 0 ? 'nothing' : `${resources.instances} instances, ${resources.clusters} clusters, ${resources.grants} grants`,
            ],
        ]),
        '',
        run.copies === 0 ? 'This run copied nothing: everything was there.\n' : '',
        table(['pass', 'verdict', 'findings', 'shards repeated'], passes.map(({ pass, verdict, counts, shards }) => [
            String(pass),
            VERDICTS[verdict],
            Object.entries(counts)
                .map(([name, times]) => `${name} ${number(times)}`)
                .join(', ') || 'none',
            shards.length === 0 ? 'none' : shards.join(' '),
        ])),
        '',
        ...passes
            .filter(({ folders: affected }) => affected.length > 0)
            .map(({ pass, folders: affected }) => `Pass ${pass} found ${named(affected, 40)}.`),
        '',
        `From ${receipt.startedAt} to ${receipt.finishedAt}; plan \`${receipt.plan}\`.`,
        '',
    ].join('\n');
}


/***/ })

};
