package io.maregistry.server.hash;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which services one root holds at other revisions than another one. Stateless; one walk over both. */
final class Differences {

    private Differences() {}

    /** Those that only one of them knows are among them. */
    static Set<ServiceName> between(Root before, Root after) {
        Set<ServiceName> found = new LinkedHashSet<>();
        Iterator<ServiceView> olds = before.services().iterator();
        Iterator<ServiceView> news = after.services().iterator();
        ServiceView old = next(olds);
        ServiceView now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : old.name().compareTo(now.name());
            if (order < 0 && old != null) {
                found.add(old.name());
            } else if (now != null && (order > 0 || old == null || old.revision() != now.revision())) {
                found.add(now.name());
            }
            old = order <= 0 ? next(olds) : old;
            now = order >= 0 ? next(news) : now;
        }
        return found;
    }

    private static @Nullable ServiceView next(Iterator<ServiceView> services) {
        return services.hasNext() ? services.next() : null;
    }
}
