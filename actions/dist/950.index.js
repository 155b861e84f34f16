export const id = 950;
export const ids = [950];
export const modules = {

/***/ 4950:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _src_clock_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8179);
/* harmony import */ var _src_config_load_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2832);
/* harmony import */ var _src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6410);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(461);
/* harmony import */ var _src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(75);
/* harmony import */ var _src_stages_plan_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3854);







await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_3__/* .runStoppableAction */ .M)(process.env, async ({ input, log, signals, idToken, worker }) => {
    const migration = await (0,_src_config_load_js__WEBPACK_IMPORTED_MODULE_1__/* .loadMigration */ .t)((path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8'), input('config', { required: true }));
    const role = input('role') || migration.roles.plan;
    const { plan, digest, uri, startedAt } = await (0,_src_doors_aws_js__WEBPACK_IMPORTED_MODULE_2__/* .withPlanRole */ .qN)({ env: process.env, idToken, worker }, migration, role, (world) => (0,_src_stages_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .planStage */ .c)({ ...world, clock: (0,_src_clock_js__WEBPACK_IMPORTED_MODULE_6__/* .systemClock */ .m)(), signal: signals.stop, log }, migration));
    return {
        outputs: {
            plan: uri,
            digest,
            matrix: JSON.stringify(plan.shards.map(({ shard }) => shard)),
            'shard-count': String(plan.shards.length),
            role: plan.roles.operate,
            region: plan.ledger.region,
            'started-at': startedAt,
        },
        summary: (0,_src_report_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .planMarkdown */ .Xg)(plan, digest, uri),
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2832:
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
// EXTERNAL MODULE: ./build/src/config/field.js
var field = __webpack_require__(5976);
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

;// CONCATENATED MODULE: ./build/src/config/reading.js


const TOO_DEEP = 'is nested too deeply to be read';
/** Errors after which the tree is still what the writer meant. */
const HARMLESS = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS']);
function readYaml(text) {
    const lines = new dist/* LineCounter */.HN();
    const unread = (words) => ({
        text,
        doc: (0,dist/* parseDocument */.Tp)('', { lineCounter: lines }),
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
        doc = (0,dist/* parseDocument */.Tp)(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.2' });
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
                text: 'repeats itself through aliases more often than a migration can need; write the values out',
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
        (0,dist/* visit */.YR)(doc, {
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
            return flaw('found a second document; allowed: one document for each migration');
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
    (0,dist/* visit */.YR)(doc, {
        Alias(_, alias, ancestors) {
            if (alias.resolve(doc) !== undefined)
                return;
            const name = (0,errors/* printable */.g$)(alias.source);
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
    return ancestors.filter((node) => (0,dist/* isPair */.tO)(node)).map(keyOf);
}
function twinOf(doc, offset) {
    let found = { path: [], first: null };
    (0,dist/* visit */.YR)(doc, {
        Map(_, map, ancestors) {
            const again = map.items.find((pair) => rangeOf(pair.key)?.[0] === offset);
            if (again === undefined)
                return;
            const key = keyOf(again);
            const first = map.items.find((pair) => keyOf(pair) === key);
            found = { path: [...pathTo(ancestors), key], first: rangeOf(first?.key)?.[0] ?? null };
            return dist/* visit */.YR.BREAK;
        },
    });
    return found;
}
/** What stands at a path: the pair's key, and its value when there is one. The last of two equal keys counts, as in the values. */
function nodeAt({ doc }, path) {
    let key = null;
    let value = resolved(doc, doc.contents);
    for (const step of path) {
        if ((0,dist/* isMap */.jh)(value)) {
            const pair = value.items.findLast((item) => keyOf(item) === String(step));
            if (pair === undefined)
                return null;
            key = pair.key;
            value = resolved(doc, pair.value);
        }
        else if ((0,dist/* isSeq */.oP)(value) && typeof step === 'number' && step < value.items.length) {
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
    return (0,dist/* isAlias */.Vj)(node) ? (node.resolve(doc) ?? node) : node;
}
/** Where a problem of a path is shown: the value, else its key, else the section around it. */
function offsetOf(reading, path, at = 'value', into = 0) {
    const found = nodeAt(reading, path);
    if (found === null)
        return path.length === 0 ? 0 : offsetOf(reading, path.slice(0, -1), 'key');
    const { key, value } = found;
    const chosen = at === 'value' && value !== null && !isEmpty(value) ? value : (key ?? value);
    const start = rangeOf(chosen)?.[0] ?? 0;
    return chosen === value && (0,dist/* isScalar */.jn)(value) ? start + insideScalar(reading.text, start, value.value, into) : start;
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
    if ((0,dist/* isMap */.jh)(node))
        return node.items.length === 0 ? 'an empty section' : 'a section';
    if ((0,dist/* isSeq */.oP)(node))
        return node.items.length === 0 ? 'an empty list' : 'a list';
    if (!(0,dist/* isScalar */.jn)(node))
        return 'an alias';
    if (typeof node.value === 'string')
        return node.value === '' ? 'an empty text' : quoted(node.value);
    return (0,errors/* printable */.g$)(writtenAs(node));
}
function quoted(text) {
    const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
    return `"${(0,errors/* printable */.g$)(short)}"`;
}
/** A plain number, truth value or null as it was typed: 012345678901, not 12345678901. */
function writtenAs(node) {
    return (0,dist/* isScalar */.jn)(node) ? (node.source ?? String(node.value)) : '';
}
/** `bucket:` with nothing behind it. */
function isEmpty(node) {
    return (0,dist/* isScalar */.jn)(node) && node.value === null && (node.source ?? '') === '';
}
function keyOf(pair) {
    return (0,dist/* isScalar */.jn)(pair.key) ? String(pair.key.value) : String(pair.key);
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
    return (0,errors/* printable */.g$)(text.charAt(0).toLowerCase() + text.slice(1));
}

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
                    text: stranger === except[index] ? 'layout.folders does not name' : `names ${quoted(stranger)}, which layout.folders does not`,
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
                text: wrong.name === pattern ? `${wrong.reason}` : `names the folder ${quoted(wrong.name)}, which ${wrong.reason}`,
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
    return by === null ? `names ${quoted(name ?? '')}${more} twice` : `names ${quoted(name ?? '')}${more}, as ${by} does already`;
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
;// CONCATENATED MODULE: ./build/src/config/migration.js
/** The original's numbers: 512 folders by 16 machines and 32 clusters. */
const SHARDS = 16;
const CLUSTERS = 32;
const ROLE_ACCOUNTS = {
    plan: 'target',
    operate: 'target',
    approve: 'target',
    agent: 'target',
    survey: 'source',
    grant: 'source',
};
/** What was written, and what was found out about it, as one value. */
function migrationOf(written, { folders, rules, schema }) {
    const { version, name, source, target, ledger, copy, access, partition } = written;
    return {
        version,
        name,
        source,
        target,
        ledger: { ...ledger, region: target.region, account: target.account },
        layout: { key: written.layout.key },
        folders,
        cutoff: { lastModified: momentOf(written.cutoff.lastModified), document: momentOf(written.cutoff.document) },
        copy: { ...copy, shards: copy.shards ?? Math.min(SHARDS, folders.length) },
        partition: partition === undefined || rules === null || schema === null
            ? null
            : {
                ...partition,
                clusters: partition.clusters ?? Math.min(CLUSTERS, folders.length),
                rules,
                schema,
                ranges: rangesBetween(partition.ranges),
            },
        access: { mode: access.mode, hours: access.hours },
        roles: rolesOf(written),
        limits: { usd: written.limits.usd ?? null, hours: written.limits.hours ?? null },
    };
}
function rolesOf({ access, source, target }) {
    const sides = { source, target };
    const arn = (role) => {
        const { account, region } = sides[ROLE_ACCOUNTS[role]];
        return access.roles[role] ?? `arn:${awsPartition(region)}:iam::${account}:role/bucket-brigade-${role}`;
    };
    return {
        plan: arn('plan'),
        operate: arn('operate'),
        approve: arn('approve'),
        agent: arn('agent'),
        survey: arn('survey'),
        grant: arn('grant'),
    };
}
/** AWS is several clouds that share no identities (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
function awsPartition(region) {
    if (region.startsWith('cn-'))
        return 'aws-cn';
    if (region.startsWith('us-gov-'))
        return 'aws-us-gov';
    if (region.startsWith('eusc-'))
        return 'aws-eusc';
    return 'aws';
}
/** One spelling for each moment: UTC, without empty fractions of a second. */
function momentOf(written) {
    return written === undefined ? null : new Date(written).toISOString().replace('.000Z', 'Z');
}
function rangesBetween(days) {
    return [null, ...days].map((from, index) => ({ from, until: days[index] ?? null }));
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
    const [from, to] = [awsPartition(source.region), awsPartition(target.region)];
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
    return Object.entries(ROLE_ACCOUNTS).flatMap(([role, home]) => {
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

// EXTERNAL MODULE: ./build/src/config/schema.js
var schema = __webpack_require__(9829);
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
    throw new errors/* MigrationError */.Py('CONFIG_INVALID', `${file} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${renderProblems(problems)}`, {
        next: readable
            ? `Correct ${problems.length === 1 ? 'it' : 'them'}; ${EXAMPLES[0]} shows every field with its meaning.`
            : 'Correct the text first: what follows the broken line could not be read, and may have problems of its own.',
    });
}
function checkMigration(text, file, named) {
    const reading = readYaml(text);
    const place = (offset) => {
        const { line, col } = reading.lines.linePos(offset);
        return { file, line: Math.max(1, line), column: Math.max(1, col) };
    };
    const flaws = reading.flaws.map((flaw) => ({ ...place(flaw.offset), path: pathText(flaw.path), text: flaw.text }));
    const readable = reading.brokenAt === Infinity;
    const parsed = schema/* migrationFile */.Z.safeParse(reading.value);
    const found = [
        ...(parsed.success ? [] : fieldProblems(reading, parsed.error.issues)),
        ...ruleProblems(reading),
        ...fileProblems(reading, file, named),
    ];
    // Of a broken text, only what ends before the break can be believed, and nothing that is missing.
    const brokenLine = readable ? Infinity : place(reading.brokenAt).line;
    const believed = found.filter((problem) => readable || (problem.certain && place(problem.offset).line < brokenLine));
    const problems = [
        ...flaws,
        ...believed.map(({ offset, path, text: words }) => ({ ...place(offset), path: pathText(path), text: words })),
    ].toSorted((a, b) => a.line - b.line || a.column - b.column);
    if (problems.length > 0 || !parsed.success)
        return { ok: false, problems, readable };
    const { layout, partition } = parsed.data;
    const fileOf = (name) => (name === undefined ? null : namedFile((0,external_node_path_.join)((0,external_node_path_.dirname)(file), name), named));
    return {
        ok: true,
        migration: migrationOf(parsed.data, {
            folders: foldersOf(layout.folders, layout.except).folders,
            rules: fileOf(partition?.rules),
            schema: fileOf(partition?.schema),
        }),
    };
}
function fieldProblems(reading, issues) {
    const strangers = issues
        .filter((issue) => issue.code === 'unrecognized_keys')
        .flatMap((issue) => issue.keys.map((key) => stranger(reading, issue.path, key)));
    const explained = new Set(strangers.map(({ meant }) => meant));
    const byPath = new Map();
    for (const issue of issues) {
        const name = pathText(issue.path);
        if (issue.code === 'unrecognized_keys' || byPath.has(name))
            continue;
        const node = nodeAt(reading, issue.path);
        // A key that is there, misspelt, is not missing.
        if (node === null && explained.has(name))
            continue;
        const text = issue.code === 'custom' ? `${shown(node?.value)}, which ${issue.message}` : misfit(reading, issue.path);
        byPath.set(name, {
            path: issue.path,
            offset: offsetOf(reading, issue.path),
            text: `found ${text}`,
            certain: endOf(reading, issue.path) < reading.brokenAt,
        });
    }
    return [...strangers, ...byPath.values()];
}
function stranger(reading, section, key) {
    const path = [...section, key];
    const absent = (0,leaves/* keysAt */._s)(section).filter((known) => nodeAt(reading, [...section, known]) === null);
    const meant = nearest(key, absent) ?? null;
    const elsewhere = (0,leaves/* leavesOf */.wf)()
        .map((leaf) => leaf.path)
        .filter((leaf) => leaf.at(-1) === key && leaf.length > 1)
        .map((leaf) => `\`${leaf.slice(0, -1).join('.')}\``);
    const hint = key === '<<'
        ? 'merge keys are not understood; write the keys out'
        : meant !== null
            ? `unknown key; did you mean \`${meant}\`?`
            : elsewhere.length > 0
                ? `unknown key here; it belongs below ${elsewhere.join(' or ')}`
                : `unknown key; allowed: ${(0,leaves/* keysAt */._s)(section).join(', ')}`;
    return {
        path,
        offset: offsetOf(reading, path, 'key'),
        text: hint,
        certain: true,
        meant: meant === null ? null : pathText([...section, meant]),
    };
}
/** "X; allowed: Y" for what does not fit its schema, and the right spelling where it can be told. */
function misfit(reading, path) {
    const node = nodeAt(reading, path)?.value ?? null;
    const schema = (0,leaves/* schemaAt */.lv)(path);
    if (path.length === 0 || schema === undefined)
        return `${shown(node)}; allowed: a migration, with the keys ${(0,leaves/* keysAt */._s)([]).join(', ')}`;
    const fits = (value) => schema.safeParse(typeof path.at(-1) === 'number' ? [value] : value).success;
    if ((0,dist/* isScalar */.jn)(node) && typeof node.value === 'string' && node.value.trim() !== '' && fits(Number(node.value))) {
        return `${shown(node)} in quotes; write ${(0,errors/* printable */.g$)(node.value.trim())}`;
    }
    const written = writtenAs(node);
    if ((0,dist/* isScalar */.jn)(node) && typeof node.value !== 'string' && written !== '' && fits(written)) {
        const read = typeof node.value === 'number' && String(node.value) !== written
            ? `, which YAML reads as the number ${node.value}`
            : ' without quotes';
        return `${(0,errors/* printable */.g$)(written)}${read}; write "${(0,errors/* printable */.g$)(written)}"`;
    }
    const orNone = isEmpty(node) && schema.safeParse(undefined).success ? ', or leave the key out' : '';
    return `${shown(node)}; allowed: ${allowedAt(path)}${orNone}${meantOption(schema, node)}`;
}
function meantOption(schema, node) {
    const inner = (0,field/* bare */.$B)(schema);
    if (!(inner instanceof schemas/* ZodEnum */.Vb4) || !(0,dist/* isScalar */.jn)(node) || typeof node.value !== 'string')
        return '';
    const meant = nearest(node.value, inner.options.map(String));
    return meant === null ? '' : `; did you mean ${meant}?`;
}
function allowedAt(path) {
    const schema = (0,leaves/* schemaAt */.lv)(path);
    if (schema === undefined)
        return 'nothing';
    const inner = (0,field/* bare */.$B)(schema);
    if (inner instanceof schemas/* ZodObject */.bvH)
        return `a section with the keys ${Object.keys(inner.shape).join(', ')}`;
    const allowed = (0,field/* factsOf */.xS)(schema)?.allowed ?? 'another value';
    return inner instanceof schemas/* ZodArray */.naA && typeof path.at(-1) !== 'number' ? `a list of ${allowed}` : allowed;
}
function ruleProblems(reading) {
    return brokenRules(reading.value).map(({ path, text, offset }) => {
        const node = nodeAt(reading, path)?.value ?? null;
        return {
            path,
            offset: offsetOf(reading, path, 'value', offset),
            text: node === null ? text : `found ${shown(node)}, which ${text}`,
            certain: false,
        };
    });
}
function fileProblems(reading, file, named) {
    if (named === undefined)
        return [];
    return ['rules', 'schema'].flatMap((field) => {
        const path = ['partition', field];
        const name = nodeAt(reading, path)?.value;
        if (!(0,dist/* isScalar */.jn)(name) || typeof name.value !== 'string' || (0,leaves/* schemaAt */.lv)(path)?.safeParse(name.value).success !== true)
            return [];
        const beside = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), name.value);
        const content = named.get(beside);
        const problem = content === undefined || content === null ? `but there is no file ${(0,errors/* printable */.g$)(beside)}` : unreadableYaml(content);
        return problem === null ? [] : [{ path, offset: offsetOf(reading, path), text: `found ${shown(name)}, ${problem}`, certain: true }];
    });
}
function unreadableYaml(content) {
    const { flaws, lines } = readYaml(content);
    const [first] = flaws;
    return first === undefined ? null : `but in line ${lines.linePos(first.offset).line} of that file: ${first.text}`;
}
function namedFile(path, named) {
    const content = named?.get(path);
    return { path, digest: content === undefined || content === null ? null : (0,digests/* digestOf */.ol)(readYaml(content).value) };
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
    for (const name of namedIn(readYaml(text).value)) {
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

/***/ 8355:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ ordersOf),
/* harmony export */   b: () => (/* binding */ repeatOrders)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _listing_order_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5362);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5821);



/** Round 0: every shard with all of its folders. */
function ordersOf(plan) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    return plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, 0, folders, () => 1));
}
/**
 * A later round: exactly the affected folders, in the shards that they belong to.
 * @param generations the walk that each affected folder is to be of
 */
function repeatOrders(plan, affectedFolders, generations, round) {
    const digest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planDigest */ .G)(plan);
    const affected = new Set(affectedFolders);
    const orders = plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, round, folders.filter((folder) => affected.delete(folder)), (folder) => generationOf(folder, generations)));
    const [stranger] = affected;
    if (stranger !== undefined)
        throw notPlanned(plan, stranger);
    return orders.filter(({ folders }) => folders.length > 0);
}
function orderOf(plan, digest, shard, round, folders, generation) {
    const sorted = folders.toSorted(_listing_order_js__WEBPACK_IMPORTED_MODULE_2__/* .compareKeys */ .Y);
    return {
        contract: 'shard-order/1',
        migration: plan.migration,
        identity: plan.digests.identity,
        plan: digest,
        shard,
        round,
        folders: sorted,
        generations: Object.fromEntries(sorted.map((folder) => [folder, generation(folder)])),
    };
}
function generationOf(folder, generations) {
    const generation = Object.hasOwn(generations, folder) ? generations[folder] : undefined;
    if (generation !== undefined)
        return generation;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is to be walked again, and no generation is given for it`);
}
function notPlanned(plan, folder) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('INTERNAL', `The folder ${folder} is in no shard of the plan of ${plan.migration}`);
}


/***/ }),

/***/ 1439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ eachUpTo),
/* harmony export */   Q: () => (/* binding */ slots)
/* harmony export */ });
function slots(upTo) {
    let free = upTo;
    const waiting = [];
    return {
        run: async (work) => {
            if (free > 0)
                free -= 1;
            else
                await new Promise((resolve) => waiting.push(resolve));
            try {
                return await work();
            }
            finally {
                const next = waiting.shift();
                if (next === undefined)
                    free += 1;
                else
                    next();
            }
        },
    };
}
/**
 * Runs the work over the items, `upTo` at once, and awaits all of it, also when one fails: the first failure
 * stops the taking, and is thrown when what runs has ended.
 */
async function eachUpTo(items, upTo, work) {
    const iterator = items[Symbol.iterator]();
    let failure = null;
    const lane = async () => {
        while (failure === null) {
            const next = iterator.next();
            if (next.done === true)
                return;
            try {
                await work(next.value);
            }
            catch (reason) {
                failure ??= { reason };
            }
        }
    };
    await Promise.all(Array.from({ length: upTo }, lane));
    if (failure !== null)
        throw failure.reason;
}


/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O9: () => (/* binding */ findingsMarkdown),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   mH: () => (/* binding */ shardMarkdown)
/* harmony export */ });
/* unused harmony export inMarkdown */
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
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
function shardMarkdown({ shard, round, verdict, accounts, attempt, skipped, folders, failures }) {
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
    for (const { key, code, message } of failures.slice(0, 10))
        lines.push(`- ${inMarkdown(key)}: ${inMarkdown(code)}: ${inMarkdown(message)}`);
    if (failures.length > 10)
        lines.push(`- and ${number(failures.length - 10)} more`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function findingsMarkdown(findings, uri) {
    const { pass, verdict, counts, seen, folders, shards, folderCounts, confidence, unproven, examples } = findings;
    const lines = [
        `### Verify, pass ${pass}: ${VERDICTS[verdict]}`,
        '',
        table(['folders expected', 'present', 'identical', 'keys at the source', 'equal', 'different', 'excluded', 'only at the target'], [
            [
                folderCounts.expected,
                folderCounts.present,
                folderCounts.identical,
                seen.sourceListed,
                seen.equal,
                seen.different,
                seen.excluded,
                seen.targetOnly,
            ].map(number),
        ]),
        '',
        `Equal by ETag ${number(confidence.etag)}, by the recorded pair ${number(confidence.recorded)}.`,
        '',
    ];
    if (Object.keys(counts).length > 0)
        lines.push(table(['finding', 'times'], Object.entries(counts).map(([name, times]) => [name, number(times)])), '');
    if (folders.length > 0)
        lines.push(`Repeated next: ${named(folders, 40)}, in shards ${named(shards, 40)}.`, '');
    for (const { folder, reason } of unproven.slice(0, 10))
        lines.push(`- unproven: \`${folder}\`: ${inMarkdown(reason)}`);
    if (examples.length > 0) {
        lines.push('<details><summary>Examples</summary>', '');
        for (const { class: of, folder, key, detail } of examples.slice(0, 50)) {
            lines.push(`- ${of}: \`${folder}\`${key === null ? '' : ` ${inMarkdown(key)}`}${detail === null ? '' : ` (${inMarkdown(detail)})`}`);
        }
        lines.push('', '</details>', '');
    }
    return [...lines, `Kept at \`${uri}\`.`, ''].join('\n');
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
            ['copies made by this run', number(run.copies)],
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


/***/ }),

/***/ 3854:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ planStage)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(3798);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(8179);
/* harmony import */ var _config_digests_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5377);
/* harmony import */ var _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(1439);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7406);
/* harmony import */ var _ledger_names_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(6779);
/* harmony import */ var _ledger_store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8038);
/* harmony import */ var _plan_orders_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8355);
/* harmony import */ var _plan_plan_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5821);
/* harmony import */ var _plan_refuse_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(229);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(2469);













const FOLDERS_AT_ONCE = 16;
/**
 * Looks once at every expected folder, plans the shards, and writes the plan with its orders. Nothing is granted,
 * rented or copied; whatever is wrong with the config, the buckets or the folders is said here, before anything starts.
 */
async function planStage(deps, migration) {
    const { clock, ledger, log, signal } = deps;
    const startedAt = (0,_clock_js__WEBPACK_IMPORTED_MODULE_9__/* .isoSeconds */ .n)(clock.now());
    refuseExecutor(migration);
    log(`Looking at ${migration.folders.length} folders of s3://${migration.source.bucket}/${migration.source.prefix}`);
    const target = { bucket: migration.target.bucket, owner: migration.target.account };
    await explained('looking at the target', () => deps.target.listPage({ from: target, prefix: migration.target.prefix, maxKeys: 1 }, signal));
    const survey = await surveyFolders(deps, migration);
    (0,_plan_refuse_js__WEBPACK_IMPORTED_MODULE_6__/* .surveyProblems */ .Z)(migration, survey);
    const names = (0,_ledger_names_js__WEBPACK_IMPORTED_MODULE_10__/* .ledgerNames */ .Q)(migration.name, (0,_config_digests_js__WEBPACK_IMPORTED_MODULE_0__/* .digestsOf */ .nw)(migration).identity);
    const begun = await readStart(ledger, names, signal);
    const plan = (0,_plan_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .planMigration */ .E)({ migration, survey, since: begun ?? startedAt, createdAt: startedAt });
    (0,_plan_refuse_js__WEBPACK_IMPORTED_MODULE_6__/* .refuseOverLimits */ .b)(plan, migration.limits);
    const capped = migration.limits.usd !== null || migration.limits.hours !== null;
    const more = survey.filter((folder) => folder.more).length;
    if (capped && more > 0)
        log(`Estimate is a lower bound: ${more} folders hold more than one page of keys, so the plan may pass limits and cost more`);
    const digest = (0,_plan_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .planDigest */ .G)(plan);
    if (begun === null)
        await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_3__/* .writeOrThrow */ .Hy)(ledger, names.start(), JSON.stringify({ contract: 'start/1', at: startedAt }), { absent: true });
    // Orders first: a plan that can be read has all of its orders.
    for (const order of (0,_plan_orders_js__WEBPACK_IMPORTED_MODULE_4__/* .ordersOf */ .F)(plan))
        await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_3__/* .writeOrThrow */ .Hy)(ledger, names.order(digest, 0, order.shard), JSON.stringify(order));
    await (0,_ledger_store_js__WEBPACK_IMPORTED_MODULE_3__/* .writeOrThrow */ .Hy)(ledger, names.plan(digest), JSON.stringify(plan));
    const keys = survey.reduce((sum, folder) => sum + folder.keys, 0);
    log(`Planned ${plan.shards.length} shards for ${keys}${survey.some(({ more }) => more) ? ' or more' : ''} keys; plan ${digest}`);
    return { plan, digest, uri: ledger.uri(names.plan(digest)), startedAt };
}
const start = zod__WEBPACK_IMPORTED_MODULE_11__/* .object */ .Ikc({ contract: zod__WEBPACK_IMPORTED_MODULE_11__/* .literal */ .euz('start/1'), at: _contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$ });
async function readStart(ledger, names, signal) {
    const stored = await ledger.read(names.start(), signal);
    return stored === null ? null : (0,_contracts_contract_js__WEBPACK_IMPORTED_MODULE_1__/* .parseContract */ .UA)(start, stored.body.toString('utf8'), ledger.uri(names.start())).at;
}
/** Machines of our own come with the fleet. @throws MigrationError CONFIG_INVALID */
function refuseExecutor({ copy }) {
    if (copy.executor === 'runner')
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationError */ .Py('CONFIG_INVALID', `copy.executor is "${copy.executor}", and this version copies in the job itself only`, {
        next: 'Set copy.executor to runner.',
    });
}
/** One page of each folder: proves that it is there, and weighs it up to a page's 1,000 keys. */
async function surveyFolders({ source, signal }, migration) {
    const survey = [];
    const from = { bucket: migration.source.bucket, owner: migration.source.account };
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_12__/* .eachUpTo */ .M)(migration.folders.entries(), FOLDERS_AT_ONCE, async ([index, folder]) => {
        const page = await explained(`looking at folder ${folder} of the source`, () => source.listPage({ from, prefix: `${migration.source.prefix}${folder}/` }, signal));
        const bytes = page.objects.reduce((sum, { size }) => sum + size, 0);
        survey[index] = { folder, keys: page.objects.length, bytes, more: page.continuation !== null };
    });
    return survey;
}
async function explained(doing, work) {
    try {
        return await work();
    }
    catch (error) {
        throw error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_8__/* .S3Error */ .D ? (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_7__/* .explainS3Error */ .y)(error, doing) : error;
    }
}


/***/ })

};
