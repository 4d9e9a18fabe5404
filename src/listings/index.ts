export { amenities, amenityBits } from './amenities.ts';
export { closeListingsOf, lockListingsOf, selectListingsOf } from './closing-queries.ts';
export { listingJobs } from './jobs.ts';
export { projectListing, projectListings } from './project.ts';
export { type PropertyType, propertyTypes, roomTypes } from './property-types.ts';
export { guardOwnListing, lockListing, lockOwnListing } from './queries.ts';
export { listingRoutes } from './routes.ts';
export { Address as AddressSchema, Point as PointSchema } from './schemas.ts';
export { lengthFields, stayRuleFields } from './stay-rule-schemas.ts';
