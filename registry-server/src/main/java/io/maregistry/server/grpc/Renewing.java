package io.maregistry.server.grpc;

import io.maregistry.proto.v1.RenewItem;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.RenewalItem;
import java.util.ArrayList;
import java.util.List;

/** What renewals name. Stateless; any thread. */
final class Renewing {

    private Renewing() {}

    /** The instances that the items name; a malformed one is {@code InvalidRequest}, and nobody is renewed. */
    static List<InstanceRenewals.Item> items(List<RenewItem> items) {
        List<InstanceRenewals.Item> named = new ArrayList<>(items.size());
        for (RenewItem item : items) {
            RenewalItem read = KeyMessages.renewal(item, "items[" + named.size() + ']');
            named.add(new InstanceRenewals.Item(read.service(), read.id()));
        }
        return named;
    }
}
