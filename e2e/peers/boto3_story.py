"""boto3, unmodified, makes and removes a working EKS cluster, network and roles included.

Needs AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION; see README.md beside this file.
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

NAME = sys.argv[1] if len(sys.argv) > 1 else "peer-boto3"
CONFIG = Config(retries={"max_attempts": 5, "mode": "standard"})


def client(service):
    # Older versions do not read AWS_ENDPOINT_URL themselves.
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=CONFIG)


sts, ec2, iam, eks = client("sts"), client("ec2"), client("iam"), client("eks")
quotas = client("service-quotas")
QUICK = {"Delay": 1, "MaxAttempts": 120}


def step(text):
    print("==", text, flush=True)


def until(action, *codes):
    """Repeats while the cloud answers with one of these codes."""
    for _ in range(120):
        try:
            return action()
        except ClientError as error:
            if error.response["Error"]["Code"] not in codes:
                raise
            time.sleep(0.5)
    raise TimeoutError(codes)


def role(name, service, policies):
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        ],
    }
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return arn


step("identity, zones, limits")
print(sts.get_caller_identity()["Arn"])
zones = [z["ZoneName"] for z in ec2.describe_availability_zones()["AvailabilityZones"]][:2]
print(quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-F678F1CE")["Quota"]["Value"])

step("network")
vpc = ec2.create_vpc(CidrBlock="10.61.0.0/16")["Vpc"]["VpcId"]
ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig=QUICK)
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
cidrs = {"public": "10.61.0.0/24", "a": "10.61.16.0/20", "b": "10.61.32.0/20"}
subnets = {
    key: ec2.create_subnet(
        VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zones[1 if key == "b" else 0]
    )["Subnet"]["SubnetId"]
    for key, cidr in cidrs.items()
}
ec2.get_waiter("subnet_available").wait(SubnetIds=list(subnets.values()), WaiterConfig=QUICK)
address = ec2.allocate_address(Domain="vpc")["AllocationId"]
nat = ec2.create_nat_gateway(SubnetId=subnets["public"], AllocationId=address)["NatGateway"]["NatGatewayId"]
ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig=QUICK)
tables = {}
for key, target in (("public", {"GatewayId": gateway}), ("private", {"NatGatewayId": nat})):
    tables[key] = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=tables[key], DestinationCidrBlock="0.0.0.0/0", **target)
for key, subnet in subnets.items():
    ec2.associate_route_table(
        RouteTableId=tables["public" if key == "public" else "private"], SubnetId=subnet
    )
pages = ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
assert sum(len(page["Subnets"]) for page in pages) == 3

step("roles and cluster")
cluster_role = role(f"{NAME}-cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"])
node_policies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy"]
node_role = role(f"{NAME}-node", "ec2.amazonaws.com", node_policies)
nodes = [subnets["a"], subnets["b"]]
until(
    lambda: eks.create_cluster(name=NAME, roleArn=cluster_role, resourcesVpcConfig={"subnetIds": nodes}),
    "InvalidParameterException",
)
eks.get_waiter("cluster_active").wait(name=NAME, WaiterConfig=QUICK)
eks.create_addon(clusterName=NAME, addonName="vpc-cni")
eks.get_waiter("addon_active").wait(clusterName=NAME, addonName="vpc-cni", WaiterConfig=QUICK)
eks.create_nodegroup(
    clusterName=NAME,
    nodegroupName="main",
    subnets=nodes,
    nodeRole=node_role,
    instanceTypes=["m6i.large"],
    scalingConfig={"minSize": 1, "maxSize": 3, "desiredSize": 2},
)
eks.get_waiter("nodegroup_active").wait(clusterName=NAME, nodegroupName="main", WaiterConfig=QUICK)
print(eks.describe_cluster(name=NAME)["cluster"]["endpoint"])

step("what must be refused")
try:
    eks.delete_cluster(name=NAME)
    raise AssertionError("the cluster went with its node group")
except eks.exceptions.ResourceInUseException as error:
    print(error.response["Error"]["Code"])

step("removal")
eks.delete_nodegroup(clusterName=NAME, nodegroupName="main")
eks.get_waiter("nodegroup_deleted").wait(clusterName=NAME, nodegroupName="main", WaiterConfig=QUICK)
eks.delete_cluster(name=NAME)
eks.get_waiter("cluster_deleted").wait(name=NAME, WaiterConfig=QUICK)
ec2.delete_nat_gateway(NatGatewayId=nat)
until(lambda: ec2.release_address(AllocationId=address), "InvalidIPAddress.InUse", "AuthFailure")
for suffix in ("cluster", "node"):
    attached = iam.list_attached_role_policies(RoleName=f"{NAME}-{suffix}")["AttachedPolicies"]
    for policy in attached:
        iam.detach_role_policy(RoleName=f"{NAME}-{suffix}", PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=f"{NAME}-{suffix}")
for subnet in subnets.values():
    until(lambda: ec2.delete_subnet(SubnetId=subnet), "DependencyViolation")
for table in tables.values():
    ec2.delete_route_table(RouteTableId=table)
ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
ec2.delete_internet_gateway(InternetGatewayId=gateway)
ec2.delete_vpc(VpcId=vpc)
step("done")
