import type { FeatureSource } from "../features/index.ts";
import type { LabelOptions } from "../labels/index.ts";
import type { Certificate } from "./certificate.ts";
import type { Cluster } from "./clusters.ts";
import type { DecisionPolicy } from "./decisionPolicy.ts";
import type { Scorer } from "./scorer.ts";

/** The version of the format that this program writes and reads. */
export const BUNDLE_VERSION = 1;

/** A model of one engine for one cluster; mlp is the network. */
export interface BundleMember {
  /** The cluster's number. */
  readonly cluster: number;
  readonly engine: "xgboost" | "lightgbm" | "catboost" | "mlp";
  /** In the engine's own open format, a path within the bundle. */
  readonly file: string;
  readonly params: Readonly<Record<string, number>>;
  /** Trees of a booster; epochs of a network. */
  readonly trees: number;
  readonly rows: number;
  /** Each class's share of the rows learned from, to be put back into its probabilities (`restorePrior`). */
  readonly prior: readonly number[];
  readonly seed: number;
  /** Where it was trained, as the engine says. */
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Out of fold, of the trial that won. */
  readonly outOfFold: {
    readonly trial: number;
    readonly trials: number;
    readonly value: number;
    readonly logLoss: number;
    readonly auc: number;
    /** AUC of the same engine, parameters, folds and rows on measures of volatility alone. */
    readonly aucVolatilityOnly: number;
  };
}

/** First and last decision, ISO, and how many rows. */
export interface BundleSpan {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

/** What a bundle is: everything that is applied, and what it was made of. No clock and no machine enters it. */
export interface BundleManifest {
  readonly format: "trident-bundle";
  readonly version: number;
  /** 2: BUY against the rest; 3: SELL, HOLD, BUY. */
  readonly classes: 2 | 3;
  readonly labels: Required<LabelOptions>;
  readonly inputs: {
    /** In the order of the fit. */
    readonly names: readonly string[];
    /** SHA-256 of the catalogue of features that they were computed by. */
    readonly catalogue: string;
    /** Features of one's own among them. */
    readonly own: readonly FeatureSource[];
    /** True where each is its rank among the tickers that could be bought that day: `peerRows`. */
    readonly ranked: boolean;
    /** Bars before a decision that the longest feature needs. */
    readonly history: number;
  };
  readonly clusters: readonly Cluster[];
  readonly members: readonly BundleMember[];
  /** How the members' probabilities become one, by cluster; null where the calibration span has too few decisions. */
  readonly scorers: readonly (Scorer | null)[];
  /** Which decisions are taken; null where the calibration span knows no threshold. */
  readonly policy: DecisionPolicy | null;
  /** What the policy's trades on the certificate span are worth. */
  readonly certificate: Certificate | null;
  readonly spans: {
    readonly tuning: BundleSpan;
    readonly calibration: BundleSpan;
    readonly certificate: BundleSpan;
    /** Why nothing can be certified, or null. */
    readonly tooShort: string | null;
  };
  readonly training: Readonly<Record<string, string | number | boolean | null>>;
  /** What the dataset was: where it came from, its bias, its hash. */
  readonly data: { readonly source: string; readonly bias: string; readonly manifest: string; readonly bars: string };
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}
