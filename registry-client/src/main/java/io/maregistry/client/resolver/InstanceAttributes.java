package io.maregistry.client.resolver;

import io.grpc.Attributes;
import java.util.Map;

/** What load balancers of grpc-java find at each address, in {@code EquivalentAddressGroup.getAttributes()}. */
public final class InstanceAttributes {

    /** The instance's parameters. */
    public static final Attributes.Key<Map<String, String>> PARAMETERS =
            Attributes.Key.create("io.maregistry.parameters");

    /** Its share of the calls, 0 to 10,000; 100 is normal. */
    public static final Attributes.Key<Integer> WEIGHT = Attributes.Key.create("io.maregistry.weight");

    /** Its url in the registry. */
    public static final Attributes.Key<String> URL = Attributes.Key.create("io.maregistry.url");

    private InstanceAttributes() {}
}
