export const id = 749;
export const ids = [749];
export const modules = {

/***/ 2007:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  TU: () => (/* binding */ Cutting),
  GN: () => (/* binding */ NOTHING_KNOWN),
  a6: () => (/* binding */ RANGES_WHEN_BUSY),
  jm: () => (/* binding */ WORTH_CUTTING_PAGES)
});

// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
;// CONCATENATED MODULE: ./build/src/listing/split.js


/**
 * Where to cut a stretch of keys whose distribution nobody knows. Key space is that of code points: their order is the
 * order of the UTF-8 bytes, and every sequence of them can be asked for with start-after.
 */
/** Behind everything that people put into keys; whether something lies beyond it is asked once. */
const MOSTLY_UP_TO = 0x7f;
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;
/** Code points without the gap of the surrogates, which are no characters: so that a middle is always one. */
const rank = (point) => (point < FIRST_SURROGATE ? point : point - SURROGATES);
const point = (rankOf) => (rankOf < FIRST_SURROGATE ? rankOf : rankOf + SURROGATES);
/**
 * `count` texts that divide what lies between `lower` and `upper` evenly, as far as one more character behind what both have in
 * common can; fewer where there is less room, none where nothing lies between. `upper` null: no bound but what people use.
 */
function between(lower, upper, count) {
    const low = Array.from(lower, (char) => rank(char.codePointAt(0)));
    const high = upper === null ? null : Array.from(upper, (char) => rank(char.codePointAt(0)));
    let at = 0;
    while (high !== null && at < low.length && low[at] === high[at])
        at += 1;
    let bounded = high !== null;
    for (;; at += 1) {
        const first = low[at] ?? -1;
        const top = rank(first > MOSTLY_UP_TO || (bounded && (high[at] ?? -1) > MOSTLY_UP_TO) ? LAST_CODE_POINT : MOSTLY_UP_TO);
        const last = bounded ? high[at] : top + 1;
        if (last - first >= 2) {
            const room = last - first - 1;
            const wanted = Math.min(count, room);
            const head = split_text(low.slice(0, at));
            const found = Array.from({ length: wanted }, (_, index) => head + String.fromCodePoint(point(first + 1 + Math.floor((index * room) / wanted + (room / wanted - 1) / 2))));
            return found.filter((each) => (0,order/* compareKeys */.Y)(each, lower) > 0 && (upper === null || (0,order/* compareKeys */.Y)(each, upper) < 0));
        }
        // One step apart, or the lower one has ended right before the upper: what lies between begins like the lower one.
        if (first === -1)
            return [];
        bounded = false;
    }
}
function split_text(ranks) {
    return ranks.map((each) => String.fromCodePoint(point(each))).join('');
}
/** A text in the middle of two keys, by the characters that such keys are made of; the upper one where there is none. */
function middleOf(lower, upper) {
    let shared = 0;
    while (shared < lower.length && lower[shared] === upper[shared])
        shared += 1;
    const { last } = alphabetOf(lower.slice(shared));
    // Where the two are one step apart, what lies between begins like the lower one, and goes on up to the last that is usual.
    const adjacent = upper.length <= shared + 1 && upper.charCodeAt(shared) - (lower.charCodeAt(shared) || 0) <= 1;
    const top = adjacent ? lower.slice(0, shared + 1) + String.fromCharCode(last + 1) : upper;
    return between(lower, top, 1)[0] ?? upper;
}
const PROBES_AT_ONCE = 4;
/** Each round divides what is left by five; there is a last resort behind them. */
const ROUNDS_UP_TO = 8;
/**
 * Where to cut the part of a stretch behind `after`, so that the second part has a key and both have room; null when no key follows
 * that differs from `after` before its end. Asks for one key at a time, several at once: first at which character the keys that
 * follow begin to differ, then in the middle of what they have there. All keys are without the side's prefix.
 */
async function findCut(s3, side, { prefix, after, to, depth }, signal) {
    const follows = async (key) => {
        // Behind the last character there is none: what was to be asked for lies before where we are.
        if ((0,order/* compareKeys */.Y)(key, after) < 0)
            return false;
        const page = await s3.listPage({ from: (0,parties/* bucketOf */.A)(side), prefix: side.prefix + prefix, startAfter: side.prefix + key, maxKeys: 1 }, signal);
        const found = page.objects[0]?.key.slice(side.prefix.length);
        return found !== undefined && (to === null || (0,order/* compareKeys */.Y)(found, to) <= 0);
    };
    const chars = Array.from(after.slice(prefix.length));
    const behind = (depth) => prefix + chars.slice(0, depth - 1).join('') + successor(chars[depth - 1]);
    // Something follows behind the subtree of `live` characters, and nothing behind that of `dead`.
    let dead = 0;
    let live = chars.length + 1;
    let guess = depth ?? null;
    while (live - dead > 1) {
        const guessed = guess === null ? [] : [guess - 1, guess].filter((each) => each > dead && each < live);
        const depths = guessed.length > 0 ? guessed : spread(dead + 1, live - 1, PROBES_AT_ONCE);
        guess = null;
        const found = await Promise.all(depths.map((depth) => follows(behind(depth))));
        const first = found.indexOf(true);
        dead = first === -1 ? depths.at(-1) : (depths[first - 1] ?? dead);
        live = first === -1 ? live : depths[first];
    }
    if (live > chars.length)
        return null;
    const base = prefix + chars.slice(0, live - 1).join('');
    const lower = behind(live);
    let upper = base + successor(String.fromCodePoint(Math.max(MOSTLY_UP_TO, chars[live - 1].codePointAt(0))));
    let bound = dead === 0 ? null : behind(dead);
    for (let round = 0; round < ROUNDS_UP_TO; round += 1) {
        const probes = [...between(lower, upper, PROBES_AT_ONCE), ...(round === 0 ? [upper] : [])];
        const found = await Promise.all(probes.map((probe) => follows(probe)));
        const last = found.lastIndexOf(true);
        bound = probes[last + 1] ?? bound;
        if (last >= 0) {
            // The keys that follow reach beyond the last of them, and not beyond the next: the middle of that, and not of what was asked.
            const reached = probes[last];
            return { at: prefix + middleOf(after.slice(prefix.length), reached.slice(prefix.length)), bound, depth: live };
        }
        if (probes.length === 0)
            break;
        upper = probes[0];
    }
    return { at: lower, bound, depth: live };
}
/** The next character; itself where there is none. */
function successor(char) {
    return String.fromCodePoint(point(Math.min(rank(char.codePointAt(0)) + 1, rank(LAST_CODE_POINT))));
}
/** At most `count` whole numbers from `first` to `last`, evenly and in order, both among them. */
function spread(first, last, count) {
    const wanted = Math.min(count, last - first + 1);
    return Array.from({ length: wanted }, (_, index) => wanted === 1 ? first + ((last - first) >> 1) : first + Math.round((index * (last - first)) / (wanted - 1)));
}
/**
 * How much of what begins with `first` and ends with `end` lies behind `at`, from 1 (all) to 0, by where these stand in key space: rough,
 * and only to compare ranges. 1 where the end is not known.
 */
function shareLeft(first, at, end) {
    if (end === null)
        return 1;
    let shared = 0;
    while (shared < first.length && shared < end.length && first[shared] === end[shared])
        shared += 1;
    const alphabet = alphabetOf(first.slice(shared) + at.slice(shared) + end.slice(shared));
    const low = fraction(first, shared, alphabet);
    const span = fraction(end, shared, alphabet) - low;
    if (span <= 0)
        return 0;
    return Math.min(1, Math.max(0, 1 - (fraction(at, shared, alphabet) - low) / span));
}
const DIGITS = { size: 10, last: 0x39, rankOf: (code) => code - 0x30 };
const HEXADECIMAL = { size: 16, last: 0x46, rankOf: (code) => (code < 0x3a ? code - 0x30 : (code & 0x1f) + 9) };
const ANYTHING = { size: MOSTLY_UP_TO + 1, last: MOSTLY_UP_TO - 1, rankOf: (code) => Math.min(MOSTLY_UP_TO, code) };
/** Keys that count use few of all characters: taken for any, half of a step would look like a hundredth. */
function alphabetOf(text) {
    const letters = /[0-9A-Za-z]*/.exec(text)[0];
    if (/^\d*$/.test(letters))
        return DIGITS;
    return /^(?:[0-9A-F]*|[0-9a-f]*)$/.test(letters) ? HEXADECIMAL : ANYTHING;
}
function fraction(key, from, { rankOf, size }) {
    let value = 0;
    let scale = 1;
    for (let at = from; at < from + 8; at += 1) {
        scale /= size;
        value += Math.min(size - 1, Math.max(0, at < key.length ? rankOf(key.charCodeAt(at)) : 0)) * scale;
    }
    return value;
}

;// CONCATENATED MODULE: ./build/src/listing/cutting.js


/** So many ranges keep a busy thread busy: while one waits for a page, or records, the others are walked. */
const RANGES_WHEN_BUSY = 4;
/** A range with less than this still to list is left to who walks it: a search costs some requests, in as much time as some pages, and each end a page. */
const WORTH_CUTTING_PAGES = 16;
/** Where no place for a cut was found there may be one when the walk has come so much further. */
const PAGES_BETWEEN_SEARCHES = 4;
const NOTHING_KNOWN = { bound: null, depth: null };
/**
 * A range that is being walked, as those see it who would take a part of it: how much is left, roughly, and the second part of
 * that. One looks at a time.
 */
class Cutting {
    #steps;
    #known;
    #uncutUntilPage = 0;
    #isSearched = false;
    #ended = false;
    constructor(steps, known = NOTHING_KNOWN) {
        this.#steps = steps;
        this.#known = known;
    }
    /** A step is in hand: what it has shown of the rest is known now. */
    stepped({ ended }) {
        this.#ended = ended;
    }
    /** Whatever ended it before its end. */
    end() {
        this.#ended = true;
    }
    /** Pages that are still to be listed; 0 when there is nothing to take away now. */
    get pagesLeft() {
        const { first, frontier, hasMore, pages, to } = this.#steps;
        if (this.#ended || this.#isSearched || !hasMore || frontier === null || first === null || pages < this.#uncutUntilPage)
            return 0;
        const left = shareLeft(first, frontier, to ?? this.#known.bound);
        return left >= 1 ? Number.MAX_SAFE_INTEGER : (pages * left) / (1 - left);
    }
    /** Ends the range earlier and answers what is another's then; null when there is nothing worth it, also where S3 does not answer. */
    async cut(source, side, prefix, signal) {
        const { frontier, to } = this.#steps;
        if (frontier === null)
            return null;
        this.#isSearched = true;
        // Whatever comes of it, the next search waits until the walk has come further.
        this.#uncutUntilPage = this.#steps.pages + PAGES_BETWEEN_SEARCHES;
        try {
            // A search that fails leaves the range as it is: its own listing meets the same trouble, and tells it.
            const found = await findCut(source, side, { prefix, after: frontier, to, depth: this.#known.depth }, signal).catch(() => null);
            const now = this.#steps.frontier;
            if (found === null || this.#ended || !this.#steps.hasMore || (now !== null && (0,order/* compareKeys */.Y)(found.at, now) <= 0))
                return null;
            this.#steps.shorten(found.at);
            this.#uncutUntilPage = 0;
            const { bound, depth } = found;
            this.#known = { bound: null, depth };
            return { stretch: { from: found.at, to }, known: { bound, depth } };
        }
        finally {
            this.#isSearched = false;
        }
    }
}


/***/ }),

/***/ 3704:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ isNameless),
/* harmony export */   T5: () => (/* binding */ equality),
/* harmony export */   UC: () => (/* binding */ excludedBy)
/* harmony export */ });
/** `nameless`, by the key without the source's prefix. An object without a key is none: a request for it would be about the bucket. */
const isNameless = (key, target) => key === '' && target.prefix === '';
/**
 * CopyObject refuses these until they are restored (InvalidObjectState; API_CopyObject), and they are listed under their class
 * after that, too. GLACIER_IR is readable at once.
 */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);
function excludedBy(source, { cutoffMs, leavesOut }) {
    const leftOut = leavesOut?.(source) ?? null;
    if (leftOut !== null)
        return leftOut;
    if (cutoffMs !== null && Date.parse(source.lastModified) >= cutoffMs)
        return 'after-cut-off';
    return source.restored !== true && ARCHIVED.has(source.storageClass) ? 'archived' : null;
}
/** An ETag with `-` is a hash of part hashes: it depends on the part layout, not on the content alone (API_Object). */
const ofParts = (etag) => etag.includes('-');
/**
 * Equal by ETag where the ETags can be compared, else by the recorded pair; by size only where nothing is recorded, and it
 * says so. A recorded pair that no longer holds is a difference, whatever the sizes: somebody wrote one of the sides since.
 */
function equality(source, target, recorded) {
    if (source.size !== target.size)
        return { equal: false, differs: 'size' };
    if (source.etag === target.etag)
        return { equal: true, by: 'etag' };
    if (recorded !== null && recorded.sourceETag === source.etag && recorded.targetETag === target.etag)
        return { equal: true, by: 'recorded' };
    const incomparable = ofParts(source.etag) || ofParts(target.etag);
    return incomparable && recorded === null ? { equal: true, by: 'size' } : { equal: false, differs: 'etag' };
}


/***/ }),

/***/ 5436:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ firstListed)
/* harmony export */ });
/* harmony import */ var _walk_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9493);

/**
 * The first object of a listing; null when there is none. An empty page may be followed by one that has it.
 * @throws MigrationError LISTING_BROKEN when an empty page is followed by itself: what is there then, nobody knows
 */
async function firstListed(s3, ask, signal) {
    let continuation;
    for (;;) {
        const page = await s3.listPage({ ...ask, maxKeys: 1, ...(continuation === undefined ? {} : { continuation }) }, signal);
        const first = page.objects[0];
        if (first !== undefined)
            return first;
        if (page.continuation === null)
            return null;
        if (page.continuation === continuation)
            throw (0,_walk_js__WEBPACK_IMPORTED_MODULE_0__/* .standingStill */ .xY)({ from: ask.from, prefix: ask.prefix }, ask.startAfter);
        continuation = page.continuation;
    }
}


/***/ }),

/***/ 5075:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Tj: () => (/* binding */ EntryCursor),
  l_: () => (/* binding */ KEYS_IN_PASSING),
  q7: () => (/* binding */ Pairs)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/listing/order.js
var order = __webpack_require__(5362);
// EXTERNAL MODULE: ./build/src/s3/parties.js
var parties = __webpack_require__(1540);
// EXTERNAL MODULE: ./build/src/s3/explain.js
var explain = __webpack_require__(3347);
// EXTERNAL MODULE: ./build/src/s3/types.js
var types = __webpack_require__(2469);
// EXTERNAL MODULE: ./build/src/listing/walk.js
var walk = __webpack_require__(9493);
;// CONCATENATED MODULE: ./build/src/listing/side-cursor.js





/** So many objects of a page are made at once: what was compared and is equal is gone before V8 has moved it. */
const MADE_AT_ONCE = 128;
/**
 * One side of a range, a page at a time, never ahead of who walks it: what a crash makes us list again is what they have in hand.
 * `objects` are those in hand of the page in hand, once `exhausted` was asked; `keys` are without the side's prefix, so that two
 * sides can be compared.
 */
class SideCursor {
    #s3;
    #walked;
    #prefixLength;
    #continuation;
    #last;
    #rows = null;
    /** Rows that are not made yet begin here. */
    #rowsAt = 0;
    objects = [];
    keys = [];
    at = 0;
    /** No page follows the one in hand. */
    ended = false;
    /** So many were brought. */
    pages = 0;
    /** `prefix` and `from` count from the side's own prefix. */
    constructor(s3, side, prefix, from) {
        this.#s3 = s3;
        this.#prefixLength = side.prefix.length;
        this.#last = from === null ? undefined : side.prefix + from;
        this.#walked = {
            from: (0,parties/* bucketOf */.A)(side),
            prefix: side.prefix + prefix,
            after: this.#last,
        };
    }
    /** The last key that was listed, or where the listing began. */
    get last() {
        return this.#last?.slice(this.#prefixLength) ?? null;
    }
    /** Whether the page in hand has no further key; brings its next objects into hand where they are not. */
    get exhausted() {
        return this.at >= this.keys.length && !this.#make();
    }
    /** Whether its next key is one of a page that is still to be asked for. */
    get needsPage() {
        return this.exhausted && !this.ended;
    }
    /** Gives back the page in hand. */
    release() {
        this.#rows?.release();
        this.#rows = null;
        this.objects = [];
        this.keys = [];
        this.at = 0;
    }
    /**
     * Brings the next page that has a key, unless one is in hand or none follows.
     * @throws MigrationError LISTING_BROKEN, or what S3's refusal means
     */
    async fill(signal) {
        while (this.needsPage)
            await this.#next(signal);
    }
    async #next(signal) {
        const walked = this.#walked;
        const before = this.#continuation;
        // Whoever waits for a page holds none.
        this.release();
        try {
            const page = await this.#s3.listPage({ from: walked.from, prefix: walked.prefix, startAfter: walked.after, continuation: before }, signal);
            const { continuation, rows } = page;
            const isEmpty = rows === undefined && page.objects.length === 0;
            // An empty page may be followed by a full one; but not by itself, for ever.
            if (isEmpty && continuation !== null && continuation === before)
                throw (0,walk/* standingStill */.xY)(walked, this.#last);
            const last = rows === undefined ? (0,walk/* checkPage */.I7)(page.objects, walked, this.#last) : (0,walk/* checkRows */.Uu)(rows, walked, this.#last);
            this.#last = last === undefined ? undefined : (0,order/* ownCopy */.S)(last);
            this.#continuation = continuation ?? undefined;
            this.ended = continuation === null;
            this.pages += 1;
            if (rows === undefined)
                this.#take(page.objects);
            this.#rows = rows ?? null;
            this.#rowsAt = 0;
        }
        catch (error) {
            if (error instanceof types/* S3Error */.D)
                throw (0,walk/* unreadablePage */.zT)(error, walked) ?? (0,explain/* explainS3Error */.y)(error, `listing ${(0,walk/* placed */.GS)(walked)}`);
            throw error;
        }
    }
    #make() {
        const rows = this.#rows;
        if (rows === null || this.#rowsAt >= rows.count)
            return false;
        const upTo = Math.min(rows.count, this.#rowsAt + MADE_AT_ONCE);
        this.#take(rows.read(this.#rowsAt, upTo));
        this.#rowsAt = upTo;
        return true;
    }
    #take(objects) {
        const cut = this.#prefixLength;
        const keys = Array.from({ length: objects.length });
        for (let at = 0; at < objects.length; at += 1) {
            const { key } = objects[at];
            keys[at] = cut === 0 ? key : key.slice(cut);
        }
        this.objects = objects;
        this.keys = keys;
        this.at = 0;
    }
}

;// CONCATENATED MODULE: ./build/src/listing/pairs.js



/**
 * For a walk that records nothing. What is in hand of a step outlives V8's sweeps of young memory, and whatever outlives two of them is
 * garbage of the old: with few keys in hand that is next to nothing, and a heap stays small.
 */
const KEYS_IN_PASSING = 128;
/** A step of keys that only the target or the manifest has ends here: memory stays flat when the source is empty. */
const STEP_KEYS_UP_TO = 2000;
/**
 * Source, target and manifest of a stretch walked in step, in UTF-8 byte order, a source page at a time; pages are asked
 * for when they are needed and not before. Memory: a page of each.
 */
class Pairs {
    #source;
    #target;
    #recorded;
    #stepKeysUpTo;
    #to;
    #last;
    #first = null;
    constructor(s3, view) {
        const { from, to } = view.stretch;
        this.#source = new SideCursor(s3.source, view.source, view.prefix, from);
        this.#target = new SideCursor(s3.target, view.target, view.prefix, from);
        this.#recorded = new EntryCursor(view.recorded, from);
        this.#stepKeysUpTo = view.stepKeysUpTo ?? STEP_KEYS_UP_TO;
        this.#to = to;
        this.#last = from;
    }
    get to() {
        return this.#to;
    }
    get first() {
        return this.#first;
    }
    get frontier() {
        return this.#source.last;
    }
    get pages() {
        return this.#source.pages;
    }
    get hasMore() {
        return !this.#source.ended;
    }
    /** Whether the next step begins with a page of the source. */
    get needsPage() {
        return this.#source.needsPage;
    }
    /** For whoever waits before the next step: gives back what is walked to its end, and followed by another page. */
    releaseWalked() {
        for (const side of [this.#source, this.#target])
            if (side.needsPage)
                side.release();
    }
    shorten(to) {
        this.#to = to;
    }
    /**
     * @throws MigrationError LISTING_BROKEN when a side or the manifest goes backwards: taken as it is, it would invent missing keys
     */
    async next(signal) {
        const source = this.#source;
        const target = this.#target;
        const recorded = this.#recorded;
        await Promise.all([source.fill(signal), target.fill(signal), recorded.fill()]);
        if (this.#first === null && !source.exhausted)
            this.#first = (0,order/* ownCopy */.S)(source.keys[source.at]);
        const seen = [];
        let last = this.#last;
        while (seen.length < this.#stepKeysUpTo) {
            if (source.exhausted && !source.ended)
                break;
            if (target.exhausted && !target.ended)
                await target.fill(signal);
            if (recorded.exhausted && !recorded.ended)
                await recorded.fill();
            const key = least(source.keys[source.at], target.keys[target.at], recorded.entries[recorded.at]?.key);
            const to = this.#to;
            if (key === undefined || (to !== null && (0,order/* compareKeys */.Y)(key, to) > 0))
                return this.#end(seen);
            const left = source.keys[source.at] === key ? source.objects[source.at++] : null;
            const right = target.keys[target.at] === key ? target.objects[target.at++] : null;
            const entry = recorded.entries[recorded.at]?.key === key ? recorded.entries[recorded.at++] : null;
            seen.push({ key, source: left, target: right, recorded: entry });
            last = key;
        }
        this.#last = last === null ? null : (0,order/* ownCopy */.S)(last);
        return { seen, to: this.#last, ended: false };
    }
    release() {
        this.#source.release();
        this.#target.release();
    }
    #end(seen) {
        this.#last = this.#to;
        return { seen, to: this.#to, ended: true };
    }
}
function least(a, b, c) {
    const ab = a === undefined || (b !== undefined && a !== b && (0,order/* compareKeys */.Y)(b, a) < 0) ? b : a;
    return ab === undefined || (c !== undefined && c !== ab && (0,order/* compareKeys */.Y)(c, ab) < 0) ? c : ab;
}
/** The manifest's entries, a segment at a time; those before the stretch are passed over. */
class EntryCursor {
    #segments;
    #from;
    #last = null;
    entries = [];
    at = 0;
    ended = false;
    constructor(segments, from) {
        this.#segments = segments[Symbol.asyncIterator]();
        this.#from = from;
    }
    get exhausted() {
        return this.at >= this.entries.length;
    }
    async fill() {
        while (this.exhausted && !this.ended) {
            const { done, value } = await this.#segments.next();
            if (done === true) {
                this.ended = true;
                return;
            }
            for (const { key } of value) {
                if (this.#last !== null && (0,order/* compareKeys */.Y)(this.#last, key) >= 0)
                    throw backwards(this.#last, key);
                this.#last = key;
            }
            this.entries = value;
            this.at = 0;
            const from = this.#from;
            while (from !== null && this.at < value.length && (0,order/* compareKeys */.Y)(value[this.at].key, from) <= 0)
                this.at += 1;
        }
    }
}
function backwards(before, key) {
    return new errors/* MigrationError */.Py('LISTING_BROKEN', `A manifest is out of order: "${(0,errors/* printable */.g$)(key)}" comes after "${(0,errors/* printable */.g$)(before)}"`, {
        next: 'A key could be taken for missing: nothing was decided from here on. Copy the folder again, so that its manifest is written anew.',
        details: { before, key },
    });
}


/***/ })

};
