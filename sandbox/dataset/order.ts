import type { Random } from './random.ts';

/**
 * One order as the shop's archive holds it: top-level names in PascalCase, several fields as JSON text inside a
 * string, everything within them in camelCase. Names and values follow the public sample of the shop's OMS API, where
 * the nested fields are structures already.
 */
export interface OrderFacts {
  readonly orderId: string;
  readonly hostname: string;
  readonly type: string;
  readonly createdAt: number;
  /** Null: the document has no LastChange, and CreationDate has to do. */
  readonly changedAt: number | null;
}

const PRODUCTS = [
  'Bay Max',
  'Cat food',
  'Alpine tent',
  'Cast-iron pan',
  'Reading lamp',
  'Rain jacket',
  'Chess set',
  'Yerba mate',
  'Hammock',
  'Bicycle pump',
] as const;
const SIZES = ['S', 'M', 'L', '110V', '220V', '1 kg'] as const;
const FIRST_NAMES = ['Rodrigo', 'Ana', 'João', 'Beatriz', 'Caio', 'Lívia', 'Otávio', 'Zoé'] as const;
const LAST_NAMES = ['Smith', 'Souza', 'Gonçalves', 'Araújo', 'Pereira', 'Nuñez'] as const;
const CITIES = [
  ['Rio de Janeiro', 'RJ', '22250-040'],
  ['São Paulo', 'SP', '04538-132'],
  ['Curitiba', 'PR', '80010-000'],
  ['Brasília', 'DF', '70040-010'],
] as const;
const CATEGORIES = [
  ['9', 'Coach'],
  ['12', 'Pets'],
  ['27', 'Camping'],
  ['31', 'Cozinha & Mesa'],
  ['1000045', 'Promoções'],
] as const;
const STATUSES = ['handling', 'invoiced', 'canceled', 'payment-approved', 'ready-for-handling'] as const;
const SERVICES = ['Normal', 'Express', 'PAC', 'SEDEX'] as const;

/** Dates come from .NET: seven digits of a second, an offset. */
const dotNetDate = (at: number, random: Random) =>
  `${new Date(at).toISOString().slice(0, 19)}.${String(random.whole(0, 9_999_999)).padStart(7, '0')}+00:00`;

export function orderDocument(facts: OrderFacts, random: Random): Readonly<Record<string, unknown>> {
  const items = Array.from({ length: random.chance(0.25) ? 2 : 1 }, (_, index) => itemOf(index, facts, random));
  const value = items.reduce((sum, item) => sum + item.sellingPrice * item.quantity, 0);
  const shipping = random.whole(0, 30) * 100;
  const text = (of: unknown) => JSON.stringify(of);
  return {
    OrderId: facts.orderId,
    Sequence: String(random.whole(500_000, 999_999)),
    SellerOrderId: `00-${facts.orderId}`,
    Origin: facts.type === 'FulfillmentOrder' ? 'Fulfillment' : 'Marketplace',
    SalesChannel: String(random.whole(1, 4)),
    Hostname: facts.hostname,
    Status: random.pick(STATUSES),
    WorkflowIsInError: false,
    AllowCancellation: random.chance(0.5),
    Value: value + shipping,
    CreationDate: dotNetDate(facts.createdAt, random),
    ...(facts.changedAt === null ? {} : { LastChange: dotNetDate(facts.changedAt, random) }),
    OrderGroup: facts.orderId.slice(0, -3),
    OrderFormId: random.hex(32).toLowerCase(),
    Totals: [
      { id: 'Items', name: 'Total dos Itens', value },
      { id: 'Shipping', name: 'Total do Frete', value: shipping },
    ],
    Items: text(items),
    ItemMetadata: text({ items: items.map((item) => metadataOf(item, random)) }),
    RatesAndBenefitsData: text(ratesOf(random)),
    CustomData: random.chance(0.3) ? null : text(customOf(facts, random)),
    ClientProfileData: text(clientOf(random)),
    ShippingData: text(shippingOf(shipping, random)),
    ...(facts.type === 'FulfillmentOrder'
      ? { PackageAttachment: { packages: [{ courier: random.pick(SERVICES), invoiceNumber: String(random.whole(10_000, 99_999)) }] } }
      : {}),
    MarketingData: random.chance(0.6)
      ? null
      : text({
          utmSource: 'fb',
          utmCampaign: 'christmas',
          coupon: random.chance(0.5) ? 'sale' : null,
          marketingTags: ['vtex-subscription'],
        }),
    ChangesAttachment: random.chance(0.85)
      ? null
      : { id: 'changeAttachment', changesData: [{ reason: 'The customer wanted to change.', discountValue: 3290 }] },
    IsCompleted: true,
  };
}

interface Item {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly sellingPrice: number;
  readonly [field: string]: unknown;
}

function itemOf(index: number, facts: OrderFacts, random: Random): Item {
  const price = random.whole(9, 900) * 10;
  const first = random.whole(0, CATEGORIES.length - 1);
  const categories = [CATEGORIES[first], ...(random.chance(0.5) ? [CATEGORIES[(first + 1) % CATEGORIES.length]] : [])];
  return {
    uniqueId: random.hex(32),
    id: String(random.whole(10, 99_999)),
    productId: String(random.whole(1, 9_999)),
    name: `${random.pick(PRODUCTS)} ${random.pick(SIZES)}`,
    quantity: random.whole(1, 3),
    seller: String(index + 1),
    price,
    listPrice: price + 200,
    sellingPrice: price,
    productCategories: Object.fromEntries(categories.flatMap((category) => (category === undefined ? [] : [[category[0], category[1]]]))),
    itemAttachment: { name: null, content: {} },
    attachments: random.chance(0.2) ? [{ name: 'gift-note', content: { text: 'Feliz aniversário!' } }] : [],
    ...(random.chance(0.3)
      ? { attachmentOfferings: [{ name: `${facts.hostname}.subscription.weekly`, required: false, schema: {} }] }
      : {}),
    additionalInfo: { brandName: 'Lux Brand', dimension: { height: 10.5, length: 10, weight: random.whole(1, 90) / 10, width: 10 } },
    measurementUnit: 'un',
    unitMultiplier: 1,
    isGift: random.chance(0.1),
  };
}

function metadataOf(item: Item, random: Random): unknown {
  const frequency = { maximumNumberOfCharacters: 7, domain: ['1 week', '2 week'] };
  return {
    id: item.id,
    seller: '1',
    name: item.name,
    skuName: item.name,
    refId: `R${random.whole(100, 999)}`,
    ean: String(random.whole(1_000_000, 9_999_999)),
    detailUrl: `/${item.id}/p`,
    assemblyOptions: random.chance(0.5)
      ? [
          {
            id: 'vtex.subscription.weekly',
            required: false,
            inputValues: { 'vtex.subscription.key.frequency': frequency },
            composition: null,
          },
        ]
      : [],
  };
}

function ratesOf(random: Random): unknown {
  const rate = {
    id: random.hex(32).toLowerCase(),
    name: 'Shipping promo $100',
    featured: true,
    matchedParameters: { 'Free Shipping': '100' },
    additionalInfo: random.chance(0.5) ? null : { campaign: 'week' },
  };
  return { id: 'ratesAndBenefitsData', rateAndBenefitsIdentifiers: random.chance(0.6) ? [rate] : [] };
}

function customOf(facts: OrderFacts, random: Random): unknown {
  const fields = {
    'cart-extra-context': JSON.stringify({ session: random.hex(8), trail: ['home', 'search', 'cart'] }),
    costCenter: `CC${random.whole(1, 9)}`,
    ...(random.chance(0.3) ? { GiftATTACHMENTNote: 'wrap it' } : {}),
  };
  return { customApps: [{ id: `integration-${facts.hostname}`, major: 1, fields }] };
}

function clientOf(random: Random): unknown {
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  return {
    id: 'clientProfileData',
    email: `customer-${random.whole(1, 99_999)}@example.com`,
    firstName,
    lastName,
    documentType: 'cpf',
    isCorporate: random.chance(0.1),
  };
}

function shippingOf(price: number, random: Random): unknown {
  const [city, state, postalCode] = random.pick(CITIES);
  const service = random.pick(SERVICES);
  return {
    id: 'shippingData',
    address: { addressType: 'residential', city, state, postalCode, country: 'BRA' },
    logisticsInfo: [{ itemIndex: 0, selectedSla: service, price, shippingEstimate: `${random.whole(1, 9)}bd`, deliveryAttachment: null }],
  };
}
