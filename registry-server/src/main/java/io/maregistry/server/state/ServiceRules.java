package io.maregistry.server.state;

import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;

/**
 * What operators want of a service, whether it lists something or not.
 *
 * @param rules at least one of them is set
 * @param revision of the registry at their last change
 */
public record ServiceRules(ServiceName service, Rules rules, long revision) implements Item {

    private static final int EACH = 16;

    static final SortedTree.Order<String, ServiceRules> BY_KEY = new SortedTree.Order<>() {
        @Override
        public String keyOf(ServiceRules value) {
            return value.key();
        }

        @Override
        public int compare(String key, ServiceRules value) {
            return key.compareTo(value.key());
        }
    };

    public ServiceRules {
        if (rules.equals(Rules.NONE)) {
            throw new IllegalArgumentException("rules of " + service + " say nothing");
        }
    }

    @Override
    public Kind kind() {
        return Kind.RULES;
    }

    @Override
    public String key() {
        return service.key();
    }

    /** What is refused depends on it ({@link RuledServices#MAX_BYTES}): every node must count alike. */
    @Override
    public int bytes() {
        int[] bytes = {service.key().length() + 2 * EACH};
        rules.metadata().forEach((key, value) -> bytes[0] += key.length() + value.length() + EACH);
        return bytes[0];
    }

    @Override
    public ServiceRules at(long newRevision) {
        return new ServiceRules(service, rules, newRevision);
    }
}
