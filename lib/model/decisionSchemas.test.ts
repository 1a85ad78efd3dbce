import { expect, test } from "vitest";
import type { Certificate } from "./certificate.ts";
import type { DecisionPolicy } from "./decisionPolicy.ts";
import { certificateSchema, decisionPolicySchema } from "./decisionSchemas.ts";

const policy: DecisionPolicy = { by: "precision", threshold: 0.71, coverage: 0.04, value: 0.9 };
const certificate: Certificate = {
  ...{ status: "not enough data", detail: "fewer than 25 blocks with a trade", from: "2024-01-02", to: "2024-06-28" },
  ...{
    coverage: 0.01,
    trades: 3,
    tradesAYear: 6,
    blocks: 2,
    precision: 1,
    bound: null,
    nextYear: null,
    breakEven: null,
  },
  ...{ expectancy: 0.02, expectancyBound: null, wanted: 0.9, reachesWanted: false, years: 6 },
  worst: { from: "2024-02-01", trades: 1, wins: 1, net: 0.01 },
};

test("a policy and a certificate are read as they were", () => {
  expect(decisionPolicySchema.parse(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
  expect(certificateSchema.parse(JSON.parse(JSON.stringify(certificate)))).toEqual(certificate);
});

test("a threshold that is no number and a precision that is no share are refused", () => {
  expect(decisionPolicySchema.safeParse({ ...policy, threshold: null }).success).toBe(false);
  expect(decisionPolicySchema.safeParse({ ...policy, coverage: 4 }).success).toBe(false);
  expect(certificateSchema.safeParse({ ...certificate, precision: 1.2 }).success).toBe(false);
  expect(certificateSchema.safeParse({ ...certificate, status: "certified" }).success).toBe(false);
});
