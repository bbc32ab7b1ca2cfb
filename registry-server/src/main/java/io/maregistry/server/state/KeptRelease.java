package io.maregistry.server.state;

import io.maregistry.model.ServiceName;

/**
 * A line of the version history of a service.
 *
 * @param order place among those of all services, in the order of applying
 */
public record KeptRelease(ServiceName service, long order, ReleaseSpan span) {

    /** By service, and within it by age. */
    static final SortedTree.Order<Place, KeptRelease> BY_PLACE = new SortedTree.Order<>() {
        @Override
        public Place keyOf(KeptRelease value) {
            return value.place();
        }

        @Override
        public int compare(Place key, KeptRelease value) {
            int byService = key.service.compareTo(value.service);
            return byService == 0 ? Long.compare(key.order, value.order) : byService;
        }
    };

    /** What one is found by. */
    record Place(ServiceName service, long order) {
        static Place firstOf(ServiceName service) {
            return new Place(service, 0);
        }
    }

    Place place() {
        return new Place(service, order);
    }

    KeptRelease endedAt(long millis) {
        return new KeptRelease(service, order, span.endedAt(millis));
    }
}
