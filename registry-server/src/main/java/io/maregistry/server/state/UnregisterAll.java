package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Take every instance of a namespace off the list, in one step: one change for each service that lists something, in the
 * order of their keys. No generation is left behind, since this is no word of the instances themselves: one that still lives
 * registers again when it next hears that it is not listed.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 */
public record UnregisterAll(@Nullable RequestId request, String namespace) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        List<ServiceName> listing = new ArrayList<>();
        for (ServiceView service : state.services().view()) {
            if (service.size() > 0 && service.name().namespace().equals(namespace)) {
                listing.add(service.name());
            }
        }
        int instances = 0;
        for (ServiceName service : listing) {
            instances += state.clear(service, Change.Cause.UNREGISTER_ALL);
        }
        return new Outcome.Cleared(state.revision(), instances);
    }
}
