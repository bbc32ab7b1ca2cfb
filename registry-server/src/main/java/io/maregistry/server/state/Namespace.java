package io.maregistry.server.state;

import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.ServiceName;

/**
 * A namespace that somebody created. Others are there as well, as long as they list something or route something: see {@link
 * Root#hasNamespace}.
 *
 * @param description what it is for; empty where nobody said
 * @param revision of the registry at its last change
 */
public record Namespace(String name, String description, Quota quota, long revision) implements Item {

    static final SortedTree.Order<String, Namespace> BY_NAME = new SortedTree.Order<>() {
        @Override
        public String keyOf(Namespace value) {
            return value.name;
        }

        @Override
        public int compare(String key, Namespace value) {
            return key.compareTo(value.name);
        }
    };

    public Namespace {
        ServiceName.checkNamespace(name);
        NamespacePatch.checkDescription(description);
    }

    /** One that nobody said anything of. */
    public static Namespace unnamed(String name) {
        return new Namespace(name, "", Quota.UNLIMITED, 0);
    }

    @Override
    public Kind kind() {
        return Kind.NAMESPACE;
    }

    @Override
    public String key() {
        return name;
    }

    @Override
    public int bytes() {
        return name.length() + description.length();
    }

    @Override
    public Namespace at(long newRevision) {
        return new Namespace(name, description, quota, newRevision);
    }
}
