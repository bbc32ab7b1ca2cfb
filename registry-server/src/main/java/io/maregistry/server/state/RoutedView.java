package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several groups of a service at one moment, read as one list. It is found by one look-up for each group. Where groups share
 * the calls, the weights of their instances are scaled, so that a group gets its share whatever number of instances it has.
 * Immutable; any thread.
 */
public final class RoutedView {

    private static final long WHOLE = 10_000; // what the weights of all groups come to, as near as whole numbers do

    private final RoutedName name;
    private final List<Part> parts;
    private final long revision;
    private final long version;

    private RoutedView(RoutedName name, List<Part> parts, long revision, long version) {
        this.name = name;
        this.parts = parts;
        this.revision = revision;
        this.version = version;
    }

    /**
     * One group of it.
     *
     * @param view what it lists
     * @param scale how its weights are scaled
     */
    public record Part(ServiceView view, Scale scale) {

        /** The one group of a list that is no other than that. */
        public static Part whole(ServiceView view) {
            return new Part(view, Scale.NONE);
        }

        public String group() {
            return view.name().group();
        }

        /** The instance as readers of the whole see it. */
        public Instance shown(Instance instance) {
            return scale.applyTo(instance);
        }
    }

    /**
     * A weight is multiplied by {@code times} and divided by {@code by}; 0 and 0 = it stays.
     *
     * @param times the share of the group
     * @param by the weights of its healthy instances
     */
    public record Scale(long times, long by) {

        static final Scale NONE = new Scale(0, 0);

        Instance applyTo(Instance instance) {
            return equals(NONE) ? instance : instance.withWeight(scaled(instance.weight()));
        }

        /** At least 1 where neither the weight nor the share is 0. */
        private int scaled(int weight) {
            long product = weight * times;
            long scaled = product == 0 ? 0 : Math.max(1, product / Math.max(1, by));
            return (int) Math.min(WHOLE, scaled);
        }
    }

    /** What that name reads in that root. */
    public static RoutedView of(Root root, RoutedName name) {
        return name.groups() == RoutedName.Groups.ALL ? all(root, name) : active(root, name);
    }

    private static RoutedView all(Root root, RoutedName name) {
        List<Part> parts = new ArrayList<>();
        for (String group : root.space(name.namespace()).known()) {
            add(parts, root, name.in(group), Scale.NONE);
        }
        return of(name, parts, root.scalars().floor());
    }

    private static RoutedView active(Root root, RoutedName name) {
        ServiceRouting said = root.routing(name.namespace(), name.service());
        Routing routing = said == null ? null : said.routing();
        List<Part> parts = new ArrayList<>();
        if (routing instanceof Routing.Weighted weighted) {
            for (Map.Entry<String, Integer> weight : weighted.weights().entrySet()) {
                ServiceName group = name.in(weight.getKey());
                add(parts, root, group, scale(root.service(group), weight.getValue(), weighted.sum()));
            }
        } else {
            String group = routing instanceof Routing.Active active ? active.group() : ServiceName.DEFAULT_GROUP;
            add(parts, root, name.in(group), Scale.NONE);
        }
        long floor = root.scalars().floor();
        return of(name, parts, said == null ? floor : Math.max(floor, said.revision()));
    }

    private static void add(List<Part> parts, Root root, ServiceName group, Scale scale) {
        ServiceView view = root.service(group);
        if (view != null) {
            parts.add(new Part(view, scale));
        }
    }

    private static Scale scale(@Nullable ServiceView view, int weight, int sum) {
        if (view == null) {
            return Scale.NONE;
        }
        long healthy = 0;
        for (Listed listed : view.instances()) {
            healthy += listed.instance().isHealthy() ? listed.instance().weight() : 0;
        }
        return new Scale(weight * WHOLE / sum, Math.max(1, healthy));
    }

    private static RoutedView of(RoutedName name, List<Part> parts, long least) {
        long revision = least;
        long version = 0;
        for (Part part : parts) {
            revision = Math.max(revision, part.view().revision());
            version += part.view().version();
        }
        return new RoutedView(name, List.copyOf(parts), revision, version);
    }

    public RoutedName name() {
        return name;
    }

    /** The groups, in the order of their names; those that are known. */
    public List<Part> parts() {
        return parts;
    }

    /** The highest of the groups' and of the routing; it does not fall, whatever is routed to where. */
    public long revision() {
        return revision;
    }

    /** The documents' counters of the groups together. */
    public long version() {
        return version;
    }

    /** How many instances are listed. */
    public int size() {
        return parts.stream().mapToInt(part -> part.view().size()).sum();
    }
}
