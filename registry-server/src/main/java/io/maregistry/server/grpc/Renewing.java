package io.maregistry.server.grpc;

import io.maregistry.proto.v1.RenewItem;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.RenewalItem;
import io.maregistry.wire.RenewalMessages;
import java.util.ArrayList;
import java.util.List;

/** What renewals say. Stateless; any thread. */
final class Renewing {

    private Renewing() {}

    /** What the items say; a malformed one is {@code InvalidRequest}, and nobody is renewed. */
    static List<InstanceRenewals.Item> items(List<RenewItem> items, InstanceLimits limits) {
        List<InstanceRenewals.Item> named = new ArrayList<>(items.size());
        for (RenewItem item : items) {
            RenewalItem read = RenewalMessages.read(item, limits, "items[" + named.size() + ']');
            named.add(new InstanceRenewals.Item(read.service(), read.id(), read.update()));
        }
        return named;
    }
}
