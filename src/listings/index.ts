export { amenities, amenityBits } from './amenities.ts';
export { listingJobs } from './jobs.ts';
export { projectListing } from './project.ts';
export { type PropertyType, propertyTypes } from './property-types.ts';
export { listingRoutes } from './routes.ts';
export { Address as AddressSchema, Point as PointSchema } from './schemas.ts';
