/**
 * The only place that turns the model into protobuf or JSON and back, and that knows the limits on what comes in.
 *
 * <p>Protobuf: {@link io.maregistry.wire.InstanceProto}, {@link io.maregistry.wire.ContentProto} and {@link
 * io.maregistry.wire.MemberProto} convert the records of {@code instance.proto}. A record with a field this build does not
 * know is {@linkplain io.maregistry.error.RegistryException.Corrupted corrupt}: skipping it would mean something else
 * here than on a newer node.
 *
 * <p>JSON in: {@link io.maregistry.wire.JsonInput} reads strictly and in one direction, and gives every fault its place;
 * {@link io.maregistry.wire.InstanceReader}, {@link io.maregistry.wire.BatchReader} and {@link
 * io.maregistry.wire.RenewalReader} make values of what it reads, within
 * {@link io.maregistry.wire.InstanceLimits}. What is accepted comes back unchanged from the log: a leader applies the
 * request's values, its followers the log's. So texts that UTF-8 cannot hold are refused here.
 *
 * <p>JSON out: {@link io.maregistry.wire.InstanceWriter} and {@link io.maregistry.wire.ErrorWriter} write to a generator of
 * {@link io.maregistry.wire.JsonOutput}. {@link io.maregistry.wire.ErrorTable} is the one table of codes and HTTP statuses.
 *
 * <p>Readers and writers keep nothing between two calls and may be called by any thread; a {@code JsonInput} is of one.
 */
@NullMarked
package io.maregistry.wire;

import org.jspecify.annotations.NullMarked;
