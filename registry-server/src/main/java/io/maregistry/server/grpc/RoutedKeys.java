package io.maregistry.server.grpc;

import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.ServiceSummary;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.state.RoutedView;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import org.jspecify.annotations.Nullable;

/** Keys that name several groups of a service, and their lists as messages. Stateless; any thread. */
final class RoutedKeys {

    private RoutedKeys() {}

    /** What the key reads; null where it names one group, as mostly. */
    static @Nullable RoutedName of(ServiceKey key, String place) {
        RoutedName.Groups groups = RoutedName.Groups.ofText(key.getGroup());
        if (groups == null) {
            return null;
        }
        ServiceName one = KeyMessages.service(key.toBuilder().clearGroup().build(), place);
        return new RoutedName(one.namespace(), one.name(), groups);
    }

    /** The list without its instances. */
    static Service.Builder head(RoutedView view) {
        return Service.newBuilder()
                .setKey(KeyMessages.toMessage(view.name().place()).toBuilder()
                        .setGroup(view.name().groups().text()))
                .setRevision(view.revision())
                .setVersion(view.version());
    }

    /** Its counters. */
    static ServiceSummary summary(RoutedView view) {
        return ServiceSummary.newBuilder()
                .setKey(head(view).getKey())
                .setRevision(view.revision())
                .setVersion(view.version())
                .setInstances(view.size())
                .setHealthy(view.parts().stream()
                        .mapToInt(part -> part.view().healthy())
                        .sum())
                .build();
    }

    static Service service(Root root, RoutedView view, Wanted wanted) {
        Service.Builder service = head(view);
        for (RoutedView.Part part : view.parts()) {
            for (Listed listed : part.view().instances()) {
                if (wanted.has(root, listed)) {
                    service.addInstances(InstanceMessages.toMessage(part.shown(listed.instance())));
                }
            }
        }
        return service.build();
    }
}
