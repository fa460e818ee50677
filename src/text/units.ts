/**
 * The units of the figures in JSON documents. The JSON Schemas take bounds from the tags, and the description
 * of a field ends with the description of its unit here.
 */

/**
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * 1 or more.
 *
 * @asType integer
 * @minimum 1
 */
export type PositiveCount = number;

/**
 * In bytes.
 *
 * @asType integer
 * @minimum 0
 */
export type Bytes = number;

/**
 * In seconds.
 *
 * @minimum 0
 */
export type Seconds = number;

/**
 * From 0 to 1.
 *
 * @minimum 0
 * @maximum 1
 */
export type Share = number;

/**
 * UTC, ISO 8601.
 *
 * @format date-time
 * @pattern ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$
 */
export type UtcTime = string;

/**
 * Five hex digits, upper case.
 *
 * @pattern ^[0-9A-F]{5}$
 */
export type PrefixText = string;

/**
 * 64 hex digits, lower case.
 *
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256Text = string;
