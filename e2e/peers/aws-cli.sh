#!/usr/bin/env bash
# The unmodified AWS command line makes and removes a working EKS cluster, network and roles included.
# Needs AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION; see README.md beside this file.
set -euo pipefail
: "${AWS_ENDPOINT_URL:?}" "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}" "${AWS_DEFAULT_REGION:?}"
export AWS_PAGER='' AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
NAME=${1:-peer-cli}

# Older command lines do not read AWS_ENDPOINT_URL themselves.
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" --output text "$@"; }
step() { echo "== $*"; }
tags() { echo "ResourceType=$1,Tags=[{Key=Name,Value=$NAME}]"; }
trust() { echo "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"$1\"},\"Action\":\"sts:AssumeRole\"}]}"; }
# The command line's own waiters look every 15 to 30 seconds; a sandbox on a fast clock is done sooner.
becomes() { local want=$1; shift; for _ in $(seq 1 600); do [ "$(aws "$@")" = "$want" ] && return 0; sleep 0.3; done; return 1; }
gone() { for _ in $(seq 1 600); do aws "$@" >/dev/null 2>&1 || return 0; sleep 0.3; done; return 1; }
retry() { for _ in $(seq 1 60); do "$@" && return 0; sleep 0.5; done; return 1; }

step identity, regions, zones, limits
aws sts get-caller-identity --query Arn
aws ec2 describe-regions --query 'length(Regions)'
ZONES=($(aws ec2 describe-availability-zones --query 'AvailabilityZones[:2].ZoneName'))
aws ec2 describe-account-attributes --query 'length(AccountAttributes)'
aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE --query Quota.Value
VERSION=$(aws eks describe-cluster-versions --default-only --query 'clusterVersions[0].clusterVersion' 2>/dev/null || echo 1.34)

step network
VPC=$(aws ec2 create-vpc --cidr-block 10.60.0.0/16 --tag-specifications "$(tags vpc)" --query Vpc.VpcId)
aws ec2 wait vpc-available --vpc-ids "$VPC"
aws ec2 modify-vpc-attribute --vpc-id "$VPC" --enable-dns-hostnames
aws ec2 describe-vpc-attribute --vpc-id "$VPC" --attribute enableDnsHostnames --query EnableDnsHostnames.Value
GATEWAY=$(aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId)
aws ec2 attach-internet-gateway --internet-gateway-id "$GATEWAY" --vpc-id "$VPC"
PUBLIC=$(aws ec2 create-subnet --vpc-id "$VPC" --cidr-block 10.60.0.0/24 --availability-zone "${ZONES[0]}" --query Subnet.SubnetId)
A=$(aws ec2 create-subnet --vpc-id "$VPC" --cidr-block 10.60.16.0/20 --availability-zone "${ZONES[0]}" --query Subnet.SubnetId)
B=$(aws ec2 create-subnet --vpc-id "$VPC" --cidr-block 10.60.32.0/20 --availability-zone "${ZONES[1]}" --query Subnet.SubnetId)
aws ec2 wait subnet-available --subnet-ids "$PUBLIC" "$A" "$B"
aws ec2 modify-subnet-attribute --subnet-id "$PUBLIC" --map-public-ip-on-launch
ROUTES=$(aws ec2 create-route-table --vpc-id "$VPC" --query RouteTable.RouteTableId)
aws ec2 create-route --route-table-id "$ROUTES" --destination-cidr-block 0.0.0.0/0 --gateway-id "$GATEWAY" >/dev/null
aws ec2 associate-route-table --route-table-id "$ROUTES" --subnet-id "$PUBLIC" >/dev/null
ADDRESS=$(aws ec2 allocate-address --domain vpc --query AllocationId)
NAT=$(aws ec2 create-nat-gateway --subnet-id "$PUBLIC" --allocation-id "$ADDRESS" --query NatGateway.NatGatewayId)
becomes available ec2 describe-nat-gateways --nat-gateway-ids "$NAT" --query 'NatGateways[0].State'
PRIVATE_ROUTES=$(aws ec2 create-route-table --vpc-id "$VPC" --query RouteTable.RouteTableId)
aws ec2 create-route --route-table-id "$PRIVATE_ROUTES" --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$NAT" >/dev/null
for subnet in "$A" "$B"; do aws ec2 associate-route-table --route-table-id "$PRIVATE_ROUTES" --subnet-id "$subnet" >/dev/null; done
GROUP=$(aws ec2 create-security-group --group-name "$NAME" --description "made by the AWS CLI" --vpc-id "$VPC" --query GroupId)
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --protocol tcp --port 443 --cidr 10.60.0.0/16 >/dev/null

step roles
CLUSTER_ROLE=$(aws iam create-role --role-name "$NAME-cluster" --assume-role-policy-document "$(trust eks.amazonaws.com)" --query Role.Arn)
aws iam attach-role-policy --role-name "$NAME-cluster" --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy
NODE_ROLE=$(aws iam create-role --role-name "$NAME-node" --assume-role-policy-document "$(trust ec2.amazonaws.com)" --query Role.Arn)
for policy in AmazonEKSWorkerNodePolicy AmazonEC2ContainerRegistryPullOnly AmazonEKS_CNI_Policy; do
  aws iam attach-role-policy --role-name "$NAME-node" --policy-arn "arn:aws:iam::aws:policy/$policy"
done

step cluster
retry aws eks create-cluster --name "$NAME" --role-arn "$CLUSTER_ROLE" --kubernetes-version "$VERSION" \
  --resources-vpc-config "subnetIds=$A,$B,securityGroupIds=$GROUP" --access-config authenticationMode=API --query cluster.status
becomes ACTIVE eks describe-cluster --name "$NAME" --query cluster.status
aws eks wait cluster-active --name "$NAME"
aws eks create-access-entry --cluster-name "$NAME" --principal-arn "$CLUSTER_ROLE" --query accessEntry.principalArn
aws eks create-addon --cluster-name "$NAME" --addon-name vpc-cni --query addon.status
becomes ACTIVE eks describe-addon --cluster-name "$NAME" --addon-name vpc-cni --query addon.status
aws eks create-nodegroup --cluster-name "$NAME" --nodegroup-name main --subnets "$A" "$B" --node-role "$NODE_ROLE" \
  --instance-types m6i.large --scaling-config minSize=1,maxSize=3,desiredSize=2 --query nodegroup.status
becomes ACTIVE eks describe-nodegroup --cluster-name "$NAME" --nodegroup-name main --query nodegroup.status
UPDATE=$(aws eks update-nodegroup-config --cluster-name "$NAME" --nodegroup-name main --scaling-config minSize=1,maxSize=4,desiredSize=3 --query update.id)
aws eks describe-update --name "$NAME" --nodegroup-name main --update-id "$UPDATE" --query update.type
becomes ACTIVE eks describe-nodegroup --cluster-name "$NAME" --nodegroup-name main --query nodegroup.status
aws eks list-clusters --query 'clusters[]'

step what must be refused
if aws ec2 delete-vpc --vpc-id "$VPC" 2>/tmp/peer-refusal.$$; then echo "the VPC went with everything in it" >&2; exit 1; fi
grep -o DependencyViolation "/tmp/peer-refusal.$$"; rm -f "/tmp/peer-refusal.$$"

step removal
aws eks delete-nodegroup --cluster-name "$NAME" --nodegroup-name main --query nodegroup.status
gone eks describe-nodegroup --cluster-name "$NAME" --nodegroup-name main
aws eks delete-cluster --name "$NAME" --query cluster.status
gone eks describe-cluster --name "$NAME"
aws ec2 delete-nat-gateway --nat-gateway-id "$NAT" >/dev/null
retry aws ec2 release-address --allocation-id "$ADDRESS" 2>/dev/null
for role in cluster node; do
  for policy in $(aws iam list-attached-role-policies --role-name "$NAME-$role" --query 'AttachedPolicies[].PolicyArn'); do
    aws iam detach-role-policy --role-name "$NAME-$role" --policy-arn "$policy"
  done
  aws iam delete-role --role-name "$NAME-$role"
done
aws ec2 delete-security-group --group-id "$GROUP" >/dev/null
for subnet in "$PUBLIC" "$A" "$B"; do retry aws ec2 delete-subnet --subnet-id "$subnet" 2>/dev/null; done
for table in "$ROUTES" "$PRIVATE_ROUTES"; do aws ec2 delete-route-table --route-table-id "$table"; done
aws ec2 detach-internet-gateway --internet-gateway-id "$GATEWAY" --vpc-id "$VPC"
aws ec2 delete-internet-gateway --internet-gateway-id "$GATEWAY"
aws ec2 delete-vpc --vpc-id "$VPC"
step done
